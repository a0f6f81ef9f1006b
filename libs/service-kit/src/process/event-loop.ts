import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Each sample wakes the process up: with one every 10 ms, that is half of what an idle one does. */
const RESOLUTION = 25 // ms

/**
 * Measures the event-loop delay that persists, in ms: the minimum in each window of half a second. A single stall is
 * over by itself and no reason to reject requests; a standing queue is.
 * (The same minimum as in Nichols and Jacobson, "Controlling Queue Delay".)
 */
export function watchEventLoop(window = 500): { readonly delay: number; stop(): void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION })
  histogram.enable()
  let delay = 0
  const timer = setInterval(() => {
    if (histogram.count < 2) return // stalled for the whole window, which may be a single stall
    delay = Math.max(0, histogram.min / 1e6 - RESOLUTION)
    histogram.reset()
  }, window).unref()
  return {
    get delay() {
      return delay
    },
    stop() {
      clearInterval(timer)
      histogram.disable()
    },
  }
}
