import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { send } from './send.ts'
import { startSystem } from './start-gateway.ts'

const BUNDLE = '/api/docs/static/swagger-ui-bundle.js' // 1.7 MB
const CEILING = 1_000 // ms: some 100 times what a request takes

/** Clients that each send these requests at once, and read nothing. */
async function attack(url: string, clients: number, paths: string[]): Promise<Disposable> {
  const sockets: Socket[] = []
  for (let client = 0; client < clients; client++) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
    sockets.push(socket.pause())
    await once(socket, 'connect')
    socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`).join(''))
  }
  return {
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** The statuses and times of another client, which sends a request every few milliseconds. */
async function victim(url: string, seconds: number) {
  const end = performance.now() + seconds * 1_000
  const failed: unknown[] = []
  const times: number[] = []
  while (performance.now() < end) {
    const start = performance.now()
    const { status, body } = await send(url, '/api/items').catch((error) => ({
      status: 0,
      body: String(error),
    }))
    times.push(performance.now() - start)
    if (status !== 200) failed.push([status, body])
    await sleep(5)
  }
  times.sort((a, b) => a - b)
  return { count: times.length, failed, p99: times[Math.floor(times.length * 0.99)]! }
}

// More than the buffers of a loopback connection; with the small packets of a network, one is enough.
const BUNDLES: string[] = Array(5).fill(BUNDLE)

test.each([
  ['200 pipelined requests on one connection', 1, [...BUNDLES, ...Array(200).fill('/livez')]],
  ['16 pipelined requests on each of 12 connections', 12, [...BUNDLES, ...Array(11).fill('/livez')]],
])('%s whose responses nobody reads do not disturb another client', async (_title, clients, paths) => {
  await using system = await startSystem()
  await send(system.url, BUNDLE)

  using _attackers = await attack(system.url, clients, paths)
  const { count, failed, p99 } = await victim(system.url, 3)

  expect(failed.slice(0, 3)).toEqual([])
  expect(count).toBeGreaterThan(20)
  expect(p99).toBeLessThan(CEILING)
})
