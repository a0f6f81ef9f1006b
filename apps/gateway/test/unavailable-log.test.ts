import { recordedLog } from '@slipway/testing'
import { expect, test, vi } from 'vitest'
import { send } from './send.ts'
import { startGateway, stoppedService } from './start-gateway.ts'

test('a request without a response is one line that says why, also while the circuit breaker is open', async () => {
  const stopped = await stoppedService()
  const { logger, lines, records } = recordedLog()
  const settings = { ITEMS_URL: stopped, NOTES_URL: stopped, BREAKER_FAILURES: 2, BREAKER_OPEN_MS: 60_000 }
  await using gateway = await startGateway(settings, logger)
  lines.length = 0 // its address
  for (let request = 0; request < 4; request++) await send(gateway.url, '/api/notes')
  await vi.waitFor(() => expect(lines).toHaveLength(4))
  const failed = { msg: 'request', status: 503, upstream: 'notes' }
  expect(records()).toMatchObject([
    { ...failed, reason: 'UNREACHABLE' },
    { ...failed, reason: 'UNREACHABLE' },
    { ...failed, reason: 'BREAKER_OPEN' },
    { ...failed, reason: 'BREAKER_OPEN' },
  ])
})
