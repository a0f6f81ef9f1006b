import { onTestFinished, vi } from 'vitest'

/**
 * Runs the clock ahead of the real one, so that no test waits until an order or a backoff is due. Changes
 * `Date.now()` alone: the times in orders (`new Date()`) stay real. The end of the test restores it.
 */
export function startClock(): { advance(ms: number): void } {
  const realNow = Date.now.bind(Date)
  let ahead = 0
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead)
  onTestFinished(() => spy.mockRestore())
  return {
    advance(ms) {
      ahead += ms
    },
  }
}
