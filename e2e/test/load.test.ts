import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startLoad } from '../src/load.ts'
import { describeResult, resultOf } from '../src/load-result.ts'
import { isFelt } from '../src/stalls.ts'

const RATE = 100

/** A server that says what it is told to, and load on it. */
async function startLoadOnServer(watch = true) {
  const answers = { status: 200 }
  const server = createServer((_request, response) => response.writeHead(answers.status).end('{}'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const load = await startLoad(url, { rate: RATE, watch })
  return { ...load, answers, [Symbol.dispose]: () => void server.close() }
}

/** Stops this process for a second, with all of its threads. */
async function standStill(): Promise<void> {
  const [stop, go] = ['STOP', 'CONT'].map((signal) => `kill -${signal} ${process.pid}`)
  await once(spawn('sh', ['-c', `${stop}; sleep 1; ${go}`]), 'exit')
}

test('a load generator that was held up sends no burst of what it has missed', async () => {
  using load = await startLoadOnServer()
  await sleep(500)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000) // the event loop stands
  const stood = performance.now()
  await sleep(500)

  const samples = await load.stop()
  const burst = samples.filter(({ at }) => at >= stood && at < stood + 100)
  expect(burst.length).toBeGreaterThan(1)
  expect(burst.length).toBeLessThan(RATE / 2)
})

test('what fails while the machine stands still is told apart', async () => {
  using load = await startLoadOnServer()
  await sleep(500)
  const stood = performance.now()
  await standStill()
  load.answers.status = 500
  await sleep(500)

  const samples = (await load.stop()).filter(({ at }) => at > stood)
  const result = resultOf(samples)
  expect(result.failedInStalls).toBeGreaterThan(10)
  expect(result).toMatchObject({ failed: 0, repeated: 0, examples: [] })
  expect(describeResult(result)).toBe(
    `${samples.length} requests, 0 failed, and ${result.failedInStalls} while the machine stood still, 0 sent again`,
  )
})

test('what fails while it does not is counted', async () => {
  using load = await startLoadOnServer(false)
  load.answers.status = 503
  await sleep(500)

  const result = resultOf(await load.stop())
  expect(result.failed).toBeGreaterThan(10)
  expect(result).toMatchObject({ failed: result.sent, failedInStalls: 0 })
  expect(result.examples[0]).toMatchObject({ status: 503 })
})

test.each([
  ['during it', 1_050, 1_060, true],
  ['across it', 900, 1_200, true],
  ['just before it was seen', 600, 700, true],
  ['in its aftermath', 4_000, 4_010, true],
  ['before', 300, 400, false],
  ['after', 4_200, 4_300, false],
])('a stall from 1000 to 1100 ms is felt, or not, by what went on %s', (_, begun, ended, felt) => {
  expect(isFelt([{ from: 1_000, to: 1_100 }], begun, ended)).toBe(felt)
})
