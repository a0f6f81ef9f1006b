import { Agent } from 'node:http'
import { expect, test } from 'vitest'
import { send } from './send.ts'
import { startSystem } from './start-gateway.ts'

test.each([
  ['keep-alive', 'timeout=1'],
  ['proxy-authenticate', 'Basic'],
  ['proxy-connection', 'close'],
  ['upgrade', 'h2c'],
  ['te', 'trailers'],
  ['x-draining', '1'],
])('the header %s of an answer ends at the gateway', async (name, value) => {
  await using system = await startSystem((_request, response) => response.setHeader(name, value).end('ok'))

  const { headers, body } = await send(system.url, '/api/products')

  expect(body).toBe('ok')
  expect(headers[name]).not.toBe(value)
})

test('so do the headers that Connection names', async () => {
  await using system = await startSystem((_request, response) => {
    response.writeHead(200, { connection: 'close, X-Hop', 'x-hop': '1', 'x-kept': '2' }).end('ok')
  })

  const { headers } = await send(system.url, '/api/products')

  expect(headers).not.toHaveProperty('x-hop')
  expect(headers['x-kept']).toBe('2')
})

test('Connection may come in two lines', async () => {
  const lines = [
    'HTTP/1.1 200 OK',
    'Connection: close',
    'Connection: X-Hop',
    'X-Hop: 1',
    'X-Kept: 2',
    '',
    'ok',
  ]
  await using system = await startSystem((request) => request.socket.end(lines.join('\r\n')))

  const { status, headers, body } = await send(system.url, '/api/products')

  expect({ status, body }).toEqual({ status: 200, body: 'ok' })
  expect(headers).not.toHaveProperty('x-hop')
  expect(headers['x-kept']).toBe('2')
})

test("a service that closes its connection does not close the client's", async () => {
  await using system = await startSystem((_request, response) => {
    response.setHeader('connection', 'close').setHeader('x-draining', '1').end('ok')
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  for (let request = 0; request < 3; request++) {
    const { headers } = await send(system.url, '/api/products', { agent })
    expect(headers.connection).toBe('keep-alive')
  }

  expect(system.catalog.received).toHaveLength(3)
  agent.destroy()
})

test('Server-Timing names the gateway first, then what the service named', async () => {
  const behind = 'orders;desc="orders-2";dur=3.1, catalog;desc="catalog-1";dur=1.2'
  await using system = await startSystem((_request, response) => {
    response.setHeader('server-timing', behind).end('ok')
  })

  const { headers } = await send(system.url, '/api/orders')

  expect(headers['server-timing']).toMatch(/^gateway;desc="gateway-1";dur=\d+\.\d, orders;/)
  expect(headers['server-timing']).toContain(`, ${behind}`)
})

test.each(['/api/unknown', '/livez', '/'])('Server-Timing names the gateway alone for %s', async (path) => {
  await using system = await startSystem()

  const { headers } = await send(system.url, path)

  expect(headers['server-timing']).toMatch(/^gateway;desc="gateway-1";dur=\d+\.\d$/)
})
