import { setTimeout as sleep } from 'node:timers/promises'
import { listen } from '@slipway/testing'
import { expect, test } from 'vitest'
import { saturate, startClients } from '../src/clients.ts'

const PATIENCE = { timeout: 200, attempts: 3, pause: 10 }

test('clients try again after a 5xx and after a timeout, and give up after their last attempt', async () => {
  let received = 0
  await using server = await listen((_request, response) => {
    // Of each three requests one is refused, one has no response, one is served.
    if (received++ % 3 === 0) response.writeHead(503).end()
    else if (received % 3 === 0) response.end('{}')
  })
  const clients = startClients(server.url, 0.1, PATIENCE) // one client at once
  await expect.poll(() => clients.visits.length).toBe(1)
  await clients.stop()
  expect(clients.visits.map(({ attempts, outcome }) => [attempts, outcome])).toEqual([[3, '200']])
  expect(received).toBe(3)
})

test('clients come at their time, also where no response does', async () => {
  await using server = await listen(() => {})
  const clients = startClients(server.url, 100, { ...PATIENCE, attempts: 1 })
  const begin = performance.now()
  await expect.poll(() => clients.visits.length).toBeGreaterThan(20)
  await clients.stop()
  // One after the other, each would have waited for its timeout first.
  expect(clients.visits.length).toBeGreaterThan((2 * (performance.now() - begin)) / PATIENCE.timeout)
  expect(new Set(clients.visits.map(({ outcome }) => outcome))).toEqual(new Set(['timeout']))
})

test('workers wait for their responses: there are never more requests than workers', async () => {
  let open = 0
  let most = 0
  let served = 0
  await using server = await listen(async (_request, response) => {
    most = Math.max(most, ++open)
    await sleep(5)
    open--
    served++
    response.end('{}')
  })
  const rate = await saturate(server.url, { workers: 3, seconds: 1 })
  expect(most).toBe(3)
  expect(rate).toBeGreaterThan(0)
  expect(rate).toBeLessThanOrEqual(served)
})
