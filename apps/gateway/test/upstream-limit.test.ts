import { expect, test, vi } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startGateway, startService } from './start-gateway.ts'

test('a service that hangs uses at most its share of the requests in flight; the other one responds', async () => {
  await using hanging = await startService(() => {})
  await using healthy = await startService()
  await using gateway = await startGateway({
    ...{ ITEMS_URL: hanging.url, NOTES_URL: healthy.url },
    ...{ MAX_IN_FLIGHT: 20, MAX_IN_FLIGHT_PER_UPSTREAM: 15, ITEMS_TIMEOUT_MS: 60_000 },
  })
  const waiting = Array.from({ length: 15 }, () => send(gateway.url, '/api/items').catch(() => {}))
  await vi.waitFor(() => expect(hanging.received).toHaveLength(15), 5_000)

  const rejected = await send(gateway.url, '/api/items')
  expectProblem(rejected, 503)
  expect(rejected.headers).toMatchObject({ 'retry-after': '1', 'x-not-processed': '1' })
  for (let request = 0; request < 10; request++) {
    expect((await send(gateway.url, '/api/notes')).status).toBe(200)
  }

  hanging.server.closeAllConnections()
  await Promise.all(waiting)
})
