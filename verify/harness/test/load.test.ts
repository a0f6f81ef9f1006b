import { setTimeout as sleep } from 'node:timers/promises'
import { listen } from '@slipway/testing'
import { expect, test } from 'vitest'
import { formatResult, isAffected, percentile, resultOf, startLoad } from '../src/index.ts'
import { stall } from './stall.ts'

const RATE = 100

/** Load on a server that responds with `server.status`. */
async function startLoadOnServer(watch = true) {
  const server = { status: 200 }
  const listener = await listen((_request, response) => response.writeHead(server.status).end('{}'))
  const load = await startLoad(listener.url, { rate: RATE, watch })
  return { ...load, server, [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose]() }
}

/** Blocks the event loop for a time in ms. */
const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

test('the time of a request counts from when it was due, however late it was sent', async () => {
  await using load = await startLoadOnServer()
  await sleep(500)
  block(90)
  await sleep(500)

  const late = (await load.stop()).filter(({ ms }) => ms > 20)
  expect(late.length).toBeGreaterThan(4) // of the 9 that were due; one or two could be in flight before
})

test('a load generator that was late sends no burst of the requests that it missed', async () => {
  await using load = await startLoadOnServer()
  await sleep(500)
  const blocked = performance.now()
  block(2_000)
  const resumed = performance.now()
  await sleep(500)

  const samples = await load.stop()
  const burst = samples.filter(({ at }) => at >= blocked && at < resumed + 100)
  expect(burst.length).toBeGreaterThan(1)
  expect(burst.length).toBeLessThan(RATE / 2)
})

test('failures during a stall of the machine are counted separately', async () => {
  await using load = await startLoadOnServer()
  await sleep(500)
  const stalled = performance.now()
  await stall()
  load.server.status = 500
  await sleep(500)

  const samples = (await load.stop()).filter(({ at }) => at > stalled)
  const result = resultOf(samples)
  expect(result.failedInStalls).toBeGreaterThan(10)
  expect(result).toMatchObject({ failed: 0, retried: 0, examples: [] })
  expect(formatResult(result)).toBe(
    `${samples.length} requests, 0 failed, ${result.failedInStalls} more during machine stalls, 0 retried`,
  )
})

test('other failures are counted as such', async () => {
  await using load = await startLoadOnServer(false)
  load.server.status = 503
  await sleep(500)

  const result = resultOf(await load.stop())
  expect(result.failed).toBeGreaterThan(10)
  expect(result).toMatchObject({ failed: result.sent, failedInStalls: 0 })
  expect(result.examples[0]).toMatchObject({ status: 503 })
})

test.each([
  ['during it', 1_050, 1_060, true],
  ['across it', 900, 1_200, true],
  ['just before it', 600, 700, true],
  ['just after it', 4_000, 4_010, true],
  ['long before it', 300, 400, false],
  ['long after it', 4_200, 4_300, false],
])('a stall from 1000 to 1100 ms affects a request %s, or not', (_, start, end, affected) => {
  expect(isAffected([{ from: 1_000, to: 1_100 }], start, end)).toBe(affected)
})

const oneToHundred = Array.from({ length: 100 }, (_, i) => ({ ms: 100 - i }))

test.each([
  [0.5, 50],
  [0.99, 99],
  [0.999, 100],
  [1, 100],
  [0, 1],
])('the percentile %d of 1 to 100 is %d', (share, value) => {
  expect(percentile(oneToHundred, share)).toBe(value)
  expect(percentile([], share)).toBe(0)
})
