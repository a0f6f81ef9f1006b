import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startLoad } from '../src/load.ts'
import { describeResult, resultOf } from '../src/load-result.ts'

const RATE = 100

/** A server that says what it is told to, and load on it. */
async function startLoadOnServer() {
  const answers = { status: 200 }
  const server = createServer((_request, response) => response.writeHead(answers.status).end('{}'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const load = await startLoad(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { rate: RATE })
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

test('what fails while the machine stands still is told apart, and nothing else', async () => {
  using load = await startLoadOnServer()
  await sleep(500)
  load.answers.status = 503
  await sleep(500)
  load.answers.status = 200
  await sleep(1_500)
  const stood = performance.now()
  await standStill()
  load.answers.status = 500
  await sleep(500)
  load.answers.status = 200

  const samples = await load.stop()
  const of = (status: number) =>
    samples.filter(({ outcome }) => 'status' in outcome && outcome.status === status)
  expect(of(503).length).toBeGreaterThan(10)
  expect(of(500).length).toBeGreaterThan(10)
  for (const { at } of of(500)) expect(at).toBeGreaterThan(stood)
  const result = resultOf(samples)
  expect(result).toMatchObject({ failed: of(503).length, failedInStalls: of(500).length, repeated: 0 })
  expect(result.examples[0]).toMatchObject({ status: 503 })
  expect(describeResult(result)).toBe(
    `${samples.length} requests, ${of(503).length} failed, and ${of(500).length} while the machine stood still, 0 sent again`,
  )
})
