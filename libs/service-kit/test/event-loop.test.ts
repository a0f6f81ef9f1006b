import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchEventLoop } from '../src/event-loop.ts'

const LIMIT = 100 // ms

function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

/** The most that was reported in the time in which a window is looked at twice. */
async function mostSeen(watches: { delay: number }[]): Promise<number> {
  let most = 0
  for (let look = 0; look < 25; look++) {
    await sleep(50)
    most = Math.max(most, ...watches.map(({ delay }) => delay))
  }
  return most
}

test('one stall is no delay, whenever in the window it comes', async () => {
  const watches = []
  for (let begin = 0; begin < 25; begin++) {
    watches.push(watchEventLoop())
    await sleep(2)
  }

  block(1_000)

  expect(await mostSeen(watches)).toBeLessThan(LIMIT)
  for (const watch of watches) watch.stop()
})

test.each([150, 700])(
  'a loop that is %i ms late all the time is, and no more once that is over',
  async (ms) => {
    const watch = watchEventLoop()
    const begin = performance.now()
    while (watch.delay < LIMIT && performance.now() < begin + 15_000) {
      block(ms)
      await turn()
    }
    expect(watch.delay).toBeGreaterThanOrEqual(LIMIT)
    expect(watch.delay).toBeGreaterThan(ms - 20)

    await expect.poll(() => watch.delay, { timeout: 15_000 }).toBeLessThan(LIMIT)
    watch.stop()
  },
)

test('a loop that is late now and then is not', async () => {
  const watch = watchEventLoop()
  let most = 0

  for (let stall = 0; stall < 10; stall++) {
    block(200)
    await sleep(50)
    most = Math.max(most, watch.delay)
  }

  expect(most).toBeLessThan(LIMIT)
  watch.stop()
})
