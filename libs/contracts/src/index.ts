export * from './compact-missing.ts' // start-clean removes this line
export * from './fields.ts' // start-clean removes this line
export * from './headers.ts'
export * from './lessons.ts'
export * from './order.ts' // start-clean removes this line
export * from './order-id.ts' // start-clean removes this line
export * from './page.ts'
export * from './problem.ts'
export * from './product.ts' // start-clean removes this line
export * from './reservation.ts' // start-clean removes this line
export { settingName } from './setting-name.ts'
export * from './topology.ts'
