import { Agent } from 'node:http'
import { expect, test } from 'vitest'
import { send } from './send.ts'
import { startSystem } from './start-gateway.ts'

test.concurrent.each([
  ['keep-alive', 'timeout=1'],
  ['proxy-authenticate', 'Basic'],
  ['proxy-connection', 'close'],
  ['upgrade', 'h2c'],
  ['te', 'trailers'],
  ['x-draining', '1'],
])('the response header %s is not passed on', async (name, value) => {
  await using system = await startSystem((_request, response) => response.setHeader(name, value).end('ok'))

  const { headers, body } = await send(system.url, '/api/items')

  expect(body).toBe('ok')
  expect(headers[name]).not.toBe(value)
})

test.concurrent('the headers that Connection names are not passed on', async () => {
  await using system = await startSystem((_request, response) => {
    response.writeHead(200, { connection: 'close, X-Hop', 'x-hop': '1', 'x-kept': '2' }).end('ok')
  })

  const { headers } = await send(system.url, '/api/items')

  expect(headers).not.toHaveProperty('x-hop')
  expect(headers['x-kept']).toBe('2')
})

test.concurrent('Connection may be sent in two lines', async () => {
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

  const { status, headers, body } = await send(system.url, '/api/items')

  expect({ status, body }).toEqual({ status: 200, body: 'ok' })
  expect(headers).not.toHaveProperty('x-hop')
  expect(headers['x-kept']).toBe('2')
})

test.concurrent("a service that closes its connection does not close the client's", async () => {
  await using system = await startSystem((_request, response) => {
    response.setHeader('connection', 'close').setHeader('x-draining', '1').end('ok')
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  for (let request = 0; request < 3; request++) {
    const { headers } = await send(system.url, '/api/items', { agent })
    expect(headers.connection).toBe('keep-alive')
  }

  expect(system.items.received).toHaveLength(3)
  agent.destroy()
})

test.concurrent('Server-Timing lists the gateway first, then the entries of the service', async () => {
  const behind = 'notes;desc="notes-2";dur=3.1, items;desc="items-1";dur=1.2'
  await using system = await startSystem((_request, response) => {
    response.setHeader('server-timing', behind).end('ok')
  })

  const { headers } = await send(system.url, '/api/notes')

  expect(headers['server-timing']).toMatch(/^gateway;desc="gateway-1";dur=\d+\.\d, notes;/)
  expect(headers['server-timing']).toContain(`, ${behind}`)
})

test.concurrent.each(['/api/unknown', '/livez', '/'])(
  'Server-Timing lists only the gateway for %s',
  async (path) => {
    await using system = await startSystem()

    const { headers } = await send(system.url, path)

    expect(headers['server-timing']).toMatch(/^gateway;desc="gateway-1";dur=\d+\.\d$/)
  },
)
