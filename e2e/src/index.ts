export { available, insist, type Outcome, place, send, settledOrder, stockUp } from './client.ts'
export { type Load, type Repeat, type Sample, startLoad } from './load.ts'
export {
  describeResult,
  disturbance,
  failures,
  type LoadResult,
  percentile,
  resultOf,
} from './load-result.ts'
