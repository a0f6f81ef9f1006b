import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import type { ServiceOptions } from '../../src/index.ts'
import { NO_LIMITS, startTestService } from '../test-service.ts'

type Limits = Partial<Pick<ServiceOptions['settings'], 'MAX_CONNECTIONS' | 'MAX_CONNECTIONS_PER_ADDRESS'>>

/** A service with these limits, and connections to it. */
async function startLimited(limits: Limits, options: Partial<ServiceOptions> = {}) {
  const service = await startTestService({ settings: { ...NO_LIMITS, ...limits }, ...options })
  const sockets: Socket[] = []
  const open = async () => {
    const socket = connect(service.port, '127.0.0.1')
      .setEncoding('utf8')
      .on('error', () => {})
    sockets.push(socket)
    await once(socket, 'connect')
    return socket
  }
  return {
    open,
    /** Opens a connection, sends one request and returns the response; empty if the connection was closed. */
    async get(path: string, socket?: Socket): Promise<string> {
      const to = socket ?? (await open())
      const response = Promise.race([
        once(to, 'data').then(([text]) => text as string),
        once(to, 'close').then(() => ''),
      ])
      to.write(`GET ${path} HTTP/1.1\r\nHost: things\r\n\r\n`)
      return response
    },
    openConnections: () =>
      new Promise<number>((resolve) => service.app.server.getConnections((_error, count) => resolve(count))),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await service[Symbol.asyncDispose]()
    },
  }
}

const OK = /^HTTP\/1.1 200 /

test.each(['MAX_CONNECTIONS', 'MAX_CONNECTIONS_PER_ADDRESS'])(
  'above %s, a request is rejected and its connection closed; probes get responses',
  async (name) => {
    await using service = await startLimited({ [name]: 3 })
    const sockets: Socket[] = []
    for (let i = 0; i < 3; i++) {
      const socket = await service.open()
      expect(await service.get('/things/1', socket)).toMatch(OK)
      sockets.push(socket)
    }

    const rejected = await service.get('/things/1')
    expect(rejected).toMatch(/^HTTP\/1.1 503 .*\r\nx-not-processed: 1\r\n/s)
    expect(rejected).toMatch(/\r\nconnection: close\r\n/i)
    for (const path of ['/livez', '/readyz', '/livez']) {
      const response = await service.get(path)
      expect(response).toMatch(OK)
      expect(response).toMatch(/\r\nconnection: close\r\n/i)
    }
    expect(await service.get('/things/1', sockets[0])).toMatch(OK)

    sockets[0]!.destroy()
    await vi.waitFor(async () => expect(await service.openConnections()).toBe(2), 5_000)
    expect(await service.get('/things/1')).toMatch(OK)
  },
)

test('above the limit, connections that send nothing are closed, and keep no probe out', async () => {
  await using service = await startLimited({ MAX_CONNECTIONS: 3 })

  for (let i = 0; i < 100; i++) await service.open()

  for (let i = 0; i < 5; i++) expect(await service.get('/livez')).toMatch(OK)
  await vi.waitFor(async () => expect(await service.openConnections()).toBe(3), 10_000)
})

test('0 disables both limits', async () => {
  await using service = await startLimited({})

  for (let i = 0; i < 100; i++) await service.open()

  const response = await service.get('/things/1')
  expect(response).toMatch(OK)
  expect(response).not.toMatch(/\r\nconnection: close\r\n/i)
})

test('the limit per address does not apply to a trusted proxy', async () => {
  await using service = await startLimited(
    { MAX_CONNECTIONS_PER_ADDRESS: 3 },
    { trustedProxies: '127.0.0.0/8' },
  )

  for (let i = 0; i < 5; i++) await service.open()

  expect(await service.get('/things/1')).toMatch(OK)
})
