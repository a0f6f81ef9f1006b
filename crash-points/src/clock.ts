import { mock } from 'node:test'

/** The time of the services: it stands still, so that what is due depends on the schedule alone. Nothing sleeps. */
export const clock = {
  /** To the real time, which the ids of orders contain. */
  reset(): void {
    mock.timers.reset()
    mock.timers.enable({ apis: ['Date'], now: Math.floor(performance.timeOrigin + performance.now()) })
  },
  advance(ms: number): void {
    mock.timers.tick(ms)
  },
  stop(): void {
    mock.timers.reset()
  },
}
