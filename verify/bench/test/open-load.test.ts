import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '@slipway/harness'
import { listen } from '@slipway/testing'
import { expect, test } from 'vitest'
import { openLoad } from '../src/open-load.ts'

const OPTIONS = { connections: 4, rate: 200, seconds: 1 }
const respond = (response: ServerResponse) => response.writeHead(200, { 'content-length': 2 }).end('{}')

test('every request is sent and counted', async () => {
  let received = 0
  await using server = await listen((_request, response) => {
    received++
    respond(response)
  })
  const { requests, errors, times } = await openLoad(server.url, OPTIONS)
  expect([requests, errors, received, times.length]).toEqual([200, 0, 200, 200])
})

test('a server that stops for a while delays all requests that were due in it, not one of each connection', async () => {
  let stopped: Promise<void> | undefined
  await using server = await listen(async (_request, response) => {
    stopped ??= sleep(500)
    await stopped
    respond(response)
  })
  const { errors, times } = await openLoad(server.url, OPTIONS)
  expect(errors).toBe(0)
  // 100 of 200 were due in half a second, evenly: half of these waited longer than 250 ms.
  expect(times.filter(({ ms }) => ms > 250).length).toBeGreaterThan(40)
  expect(percentile(times, 0.9)).toBeGreaterThan(350)
})

test('statuses from 400 on, and requests without a response, are errors', async () => {
  let received = 0
  await using server = await listen((request, response) => {
    if (++received % 2 === 0) request.socket.destroy()
    else response.writeHead(503, { 'content-length': 0 }).end()
  })
  const { requests, errors } = await openLoad(server.url, { ...OPTIONS, seconds: 0.1 })
  expect(errors).toBe(requests)
})
