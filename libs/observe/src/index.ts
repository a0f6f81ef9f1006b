export type { AboutCall, Attempt, Events, ServedRequest, StoreOperation } from './events.ts'
export type { OpenOrders } from './open-orders.ts' // start-clean removes this line
export type { Recovery } from './order-events.ts' // start-clean removes this line
export { publish, subscribe } from './publish.ts'
export { operations, trace } from './trace.ts'
