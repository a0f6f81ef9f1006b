import { recordedLog, stoppedInstance } from '@slipway/testing'
import { expect, test } from 'vitest'
import { send } from './send.ts'
import { startGateway } from './start-gateway.ts'

test('a request without a response is one line that says why, also while the circuit breaker is open', async () => {
  const stopped = stoppedInstance()
  const { logger, lines, records } = recordedLog()
  const settings = { ITEMS_URL: stopped, NOTES_URL: stopped, BREAKER_FAILURES: 2, BREAKER_OPEN_MS: 60_000 }
  await using gateway = await startGateway(settings, logger)
  lines.length = 0 // its address
  for (let request = 0; request < 4; request++) await send(gateway.url, '/api/notes')
  await expect.poll(() => lines).toHaveLength(4)
  const failed = { msg: 'request', status: 503, upstream: 'notes' }
  expect(records()).toMatchObject([
    { ...failed, reason: 'UNREACHABLE' },
    { ...failed, reason: 'UNREACHABLE' },
    { ...failed, reason: 'BREAKER_OPEN' },
    { ...failed, reason: 'BREAKER_OPEN' },
  ])
})
