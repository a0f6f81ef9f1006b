import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION = 10 // ms
const WINDOW = 500 // ms

/**
 * How late the event loop runs all the time, in ms: the least delay seen in the last half second. One long
 * stall passes by itself and is no reason to refuse anything; a queue that stands is.
 * (Nichols and Jacobson, "Controlling Queue Delay", tell good queues from bad by the same minimum.)
 */
export function watchEventLoop(): { readonly delay: number; stop(): void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION })
  histogram.enable()
  let delay = 0
  const timer = setInterval(() => {
    if (histogram.count < 2) return // the loop was stalled since the last look: that may be this once
    delay = Math.max(0, histogram.min / 1e6 - RESOLUTION)
    histogram.reset()
  }, WINDOW).unref()
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
