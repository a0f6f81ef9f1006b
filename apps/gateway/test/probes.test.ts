import { stoppedInstance } from '@slipway/testing'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startGateway } from './start-gateway.ts'

test.each(['/livez', '/readyz'])('%s is a 200 while no service is available', async (path) => {
  const stopped = stoppedInstance()
  await using gateway = await startGateway({ ITEMS_URL: stopped, NOTES_URL: stopped })

  expect(await send(gateway.url, path)).toMatchObject({ status: 200, body: '{"status":"ok"}' })
})

test.each(['/livez', '/', '/api/openapi.json'])(
  'POST %s is a 405 that lists the allowed methods',
  async (path) => {
    const stopped = stoppedInstance()
    await using gateway = await startGateway({ ITEMS_URL: stopped, NOTES_URL: stopped })

    const response = await send(gateway.url, path, { method: 'POST' })

    expectProblem(response, 405)
    expect(response.headers.allow).toBe('GET, HEAD')
  },
)
