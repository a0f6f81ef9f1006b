import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { serviceThatIsAway, startGateway } from './start-gateway.ts'

test.each(['/livez', '/readyz'])('%s answers without any service', async (path) => {
  const away = await serviceThatIsAway()
  await using gateway = await startGateway({ CATALOG_URL: away, ORDERS_URL: away })

  expect(await send(gateway.url, path)).toMatchObject({ status: 200, body: '{"status":"ok"}' })
})

test.each(['/livez', '/', '/api/openapi.json'])(
  'POST %s is a 405 that names what is possible',
  async (path) => {
    const away = await serviceThatIsAway()
    await using gateway = await startGateway({ CATALOG_URL: away, ORDERS_URL: away })

    const answer = await send(gateway.url, path, { method: 'POST' })

    expectProblem(answer, 405)
    expect(answer.headers.allow).toBe('GET, HEAD')
  },
)
