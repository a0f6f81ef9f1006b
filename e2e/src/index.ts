export { available, insist, type Outcome, place, send, settledOrder, stockUp } from './client.ts'
