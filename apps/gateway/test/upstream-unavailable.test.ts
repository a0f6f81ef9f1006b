import type { RequestListener } from 'node:http'
import { stoppedInstance } from '@slipway/testing'
import { expect, test } from 'vitest'
import { expectProblem, type GatewayResponse, send } from './send.ts'
import { startGateway, startService, startSystem } from './start-gateway.ts'

const METHODS = ['GET', 'POST'] as const

function expectNothingLeaks({ body, headers }: GatewayResponse, ...urls: string[]) {
  const text = JSON.stringify({ body, headers })
  for (const url of urls) expect(text).not.toContain(new URL(url).port)
  expect(text).not.toMatch(/127\.0\.0\.1|ECONN|UND_ERR|socket|node_modules|hang up|Error:|parse/i)
}

test.concurrent.each(METHODS)('a service that refuses connections is a 503 for %s', async (method) => {
  const stopped = stoppedInstance()
  await using gateway = await startGateway({ ITEMS_URL: stopped, NOTES_URL: stopped })

  const response = await send(gateway.url, '/api/notes', { method })

  expectProblem(response, 503)
  expect(response.headers['retry-after']).toBe('1')
  expectNothingLeaks(response, stopped)
})

test.concurrent('a service whose name cannot be resolved is a 503', async () => {
  const url = 'http://nowhere.invalid:3000'
  await using gateway = await startGateway({ ITEMS_URL: url, NOTES_URL: url })

  const response = await send(gateway.url, '/api/notes')

  expectProblem(response, 503)
  expect(response.body).not.toContain('nowhere')
})

test.concurrent.each(METHODS)(
  'a service that does not respond in time is a 504 for %s, and is called once',
  async (method) => {
    await using system = await startSystem(() => {}, { NOTES_TIMEOUT_MS: 200 })

    const response = await send(system.url, '/api/notes', { method })

    expectProblem(response, 504)
    expect(system.notes.received).toHaveLength(1)
    expectNothingLeaks(response, system.notes.url)
  },
)

test.concurrent('each service has a timeout of its own', async () => {
  const late: RequestListener = (_request, response) => setTimeout(() => response.end('late'), 600)
  await using system = await startSystem(late, { ITEMS_TIMEOUT_MS: 200 })

  expectProblem(await send(system.url, '/api/items'), 504)
  expect(await send(system.url, '/api/notes')).toMatchObject({ status: 200, body: 'late' })
})

const broken: [string, RequestListener][] = [
  ['resets the connection', (request) => request.socket.resetAndDestroy()],
  ['closes the connection', (request) => request.socket.destroy()],
  ['responds with invalid HTTP', (request) => request.socket.end('secret words\r\n\r\n')],
]
for (const method of METHODS) {
  test.concurrent.each(broken)(
    `a service that %s is a 504 for ${method}, and is called once`,
    async (_title, respond) => {
      await using system = await startSystem(respond)

      const response = await send(system.url, '/api/notes', { method })

      expect(expectProblem(response, 504).detail).toContain('Outcome unknown')
      expect(system.notes.received).toHaveLength(1)
      expectNothingLeaks(response, system.notes.url)
      expect(response.body).not.toContain('secret')
    },
  )
}

for (const method of [...METHODS, 'PUT', 'DELETE']) {
  test.concurrent.each([500, 502, 503, 429])(
    `a response of %i to ${method} is passed on, and the service is called once`,
    async (status) => {
      const headers = { 'retry-after': '7', 'content-type': 'application/problem+json' }
      await using system = await startSystem((_request, response) =>
        response.writeHead(status, headers).end('{ }'),
      )

      const response = await send(system.url, '/api/notes', { method })

      expect(response).toMatchObject({ status, headers, body: '{ }' })
      expect(system.notes.received).toHaveLength(1)
    },
  )
}

test.concurrent('a request to an instance that refuses connections is sent to the other once, and unchanged', async () => {
  await using notes = await startService()
  const stopped = stoppedInstance()
  await using gateway = await startGateway({ ITEMS_URL: stopped, NOTES_URL: `${stopped},${notes.url}` })
  const body = ['{ "lines" :', ' [] }']

  for (let request = 0; request < 20; request++) {
    const response = await send(gateway.url, '/api/notes', { method: 'POST', body })
    expect(response.status).toBe(200)
  }

  expect(notes.received.map(({ body }) => body)).toEqual(Array(20).fill(body.join('')))
})
