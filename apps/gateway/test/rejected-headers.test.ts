import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startSystem } from './start-gateway.ts'

/** Headers as they are given, which no HTTP client would send. */
async function sendHeaders(url: string, headers: string[]): Promise<string> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
  socket.write(['GET /api/items HTTP/1.1', ...headers, 'Connection: close', '', ''].join('\r\n'))
  return text(socket)
}

test.each([
  ['no Host', 400, []],
  ['two Host headers', 400, ['Host: gateway', 'Host: other']],
  ['an expectation other than 100-continue', 417, ['Host: gateway', 'Expect: 200-ok']],
])('a request with %s is a %i, and reaches nobody', async (_title, status, headers) => {
  await using system = await startSystem()

  const response = await sendHeaders(system.url, headers)

  expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(response).toMatch(/^content-type: application\/problem\+json/im)
  expect([...system.items.received, ...system.notes.received]).toEqual([])
})

test('a body with Content-Encoding is a 415, and reaches nobody', async () => {
  await using system = await startSystem()
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }

  const response = await send(system.url, '/api/items', { method: 'POST', headers, body: '{}' })

  expectProblem(response, 415)
  expect(response.headers['accept-encoding']).toBe('identity')
  expect([...system.items.received, ...system.notes.received]).toEqual([])
})

test.each(['/api/items', '/api/docs', '/api/docs/static/index.css', '/api/openapi.json', '/nothing'])(
  'browsers must not guess the type of %s',
  async (path) => {
    await using system = await startSystem()

    const { headers } = await send(system.url, path)

    expect(headers['x-content-type-options']).toBe('nosniff')
  },
)
