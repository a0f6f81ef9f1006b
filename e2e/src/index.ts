export { available, insist, type Outcome, place, send, settledOrder, stockUp } from './client.ts'
export { disturbance, failures, type Load, percentile, type Repeat, type Sample, startLoad } from './load.ts'
