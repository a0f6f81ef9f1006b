import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { type Answer, expectProblem, send } from './send.ts'
import { serviceThatIsAway, startGateway, startService, startSystem } from './start-gateway.ts'

const METHODS = ['GET', 'POST'] as const

function expectNothingLeaks({ body, headers }: Answer, ...urls: string[]) {
  const text = JSON.stringify({ body, headers })
  for (const url of urls) expect(text).not.toContain(new URL(url).port)
  expect(text).not.toMatch(/127\.0\.0\.1|ECONN|UND_ERR|socket|node_modules|hang up|Error:|parse/i)
}

test.each(METHODS)('a service that refuses is a 503 for %s', async (method) => {
  const away = await serviceThatIsAway()
  await using gateway = await startGateway({ CATALOG_URL: away, ORDERS_URL: away })

  const answer = await send(gateway.url, '/api/orders', { method })

  expectProblem(answer, 503)
  expect(answer.headers['retry-after']).toBe('1')
  expectNothingLeaks(answer, away)
})

test('a name that is not found is a 503', async () => {
  const url = 'http://nowhere.invalid:3000'
  await using gateway = await startGateway({ CATALOG_URL: url, ORDERS_URL: url })

  const answer = await send(gateway.url, '/api/orders')

  expectProblem(answer, 503)
  expect(answer.body).not.toContain('nowhere')
})

test.each(METHODS)('a service that answers too late is a 504 for %s, and asked once', async (method) => {
  await using system = await startSystem(() => {}, { ORDERS_TIMEOUT_MS: 200 })

  const answer = await send(system.url, '/api/orders', { method })

  expectProblem(answer, 504)
  expect(system.orders.received).toHaveLength(1)
  expectNothingLeaks(answer, system.orders.url)
})

test('each service has a timeout of its own', async () => {
  const late: RequestListener = (_request, response) => setTimeout(() => response.end('late'), 600)
  await using system = await startSystem(late, { CATALOG_TIMEOUT_MS: 200 })

  expectProblem(await send(system.url, '/api/products'), 504)
  expect(await send(system.url, '/api/orders')).toMatchObject({ status: 200, body: 'late' })
})

const broken: [string, RequestListener][] = [
  ['resets the connection', (request) => request.socket.resetAndDestroy()],
  ['closes the connection', (request) => request.socket.destroy()],
  ['answers no HTTP', (request) => request.socket.end('secret words\r\n\r\n')],
]
for (const method of METHODS) {
  test.each(broken)(
    `a service that %s is a 504 for ${method}, and asked once`,
    async (_title, answerBroken) => {
      await using system = await startSystem(answerBroken)

      const answer = await send(system.url, '/api/orders', { method })

      expect(expectProblem(answer, 504).detail).toContain('not known')
      expect(system.orders.received).toHaveLength(1)
      expectNothingLeaks(answer, system.orders.url)
      expect(answer.body).not.toContain('secret')
    },
  )
}

for (const method of [...METHODS, 'PUT', 'DELETE']) {
  test.each([500, 502, 503, 429])(
    `a %i of the service passes for ${method}, and is asked once`,
    async (status) => {
      const headers = { 'retry-after': '7', 'content-type': 'application/problem+json' }
      await using system = await startSystem((_request, response) =>
        response.writeHead(status, headers).end('{ }'),
      )

      const answer = await send(system.url, '/api/orders', { method })

      expect(answer).toMatchObject({ status, headers, body: '{ }' })
      expect(system.orders.received).toHaveLength(1)
    },
  )
}

test('the other instance answers for one that refuses, with the identical body, exactly once', async () => {
  await using orders = await startService()
  const away = await serviceThatIsAway()
  await using gateway = await startGateway({ CATALOG_URL: away, ORDERS_URL: `${away},${orders.url}` })
  const body = ['{ "lines" :', ' [] }']

  for (let request = 0; request < 20; request++) {
    const answer = await send(gateway.url, '/api/orders', { method: 'POST', body })
    expect(answer.status).toBe(200)
  }

  expect(orders.received.map(({ body }) => body)).toEqual(Array(20).fill(body.join('')))
})
