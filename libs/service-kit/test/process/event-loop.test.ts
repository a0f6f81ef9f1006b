import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { watchEventLoop } from '../../src/process/event-loop.ts'

const WINDOW = 120 // ms
const LIMIT = 60 // ms

function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

function watch() {
  const eventLoop = watchEventLoop(WINDOW)
  onTestFinished(() => eventLoop.stop())
  return eventLoop
}

/** The highest delay that is reported during two windows. */
async function highestDelay(watches: { delay: number }[]): Promise<number> {
  let highest = 0
  for (let elapsed = 0; elapsed < 2.5 * WINDOW; elapsed += 20) {
    await sleep(20)
    highest = Math.max(highest, ...watches.map(({ delay }) => delay))
  }
  return highest
}

test('a single stall is no delay, wherever in the window it begins', async () => {
  const watches = []
  for (let begin = 0; begin < 25; begin++) {
    watches.push(watch())
    await sleep(2)
  }

  block(2 * WINDOW)

  expect(await highestDelay(watches)).toBeLessThan(LIMIT)
})

test.each([0.75 * WINDOW, 1.5 * WINDOW])(
  'a loop with a delay of %i ms in every turn is delayed, until that is over',
  async (ms) => {
    const eventLoop = watch()
    const begin = performance.now()
    while (eventLoop.delay < LIMIT && performance.now() < begin + 15_000) {
      block(ms)
      await turn()
    }
    expect(eventLoop.delay).toBeGreaterThanOrEqual(LIMIT)
    expect(eventLoop.delay).toBeGreaterThan(ms - 35)

    await expect.poll(() => eventLoop.delay, { timeout: 15_000 }).toBeLessThan(LIMIT)
  },
)

// Where the machine stalls too, between two of these, there is no turn without a delay: that round proves nothing.
test('a loop with a stall now and then is not delayed', { retry: 4 }, async () => {
  const eventLoop = watch()
  let highest = 0

  for (let stall = 0; stall < 6; stall++) {
    block(0.75 * WINDOW)
    await sleep(50)
    highest = Math.max(highest, eventLoop.delay)
  }

  expect(highest).toBeLessThan(LIMIT)
})
