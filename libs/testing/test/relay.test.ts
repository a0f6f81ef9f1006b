import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { listen, startRelay } from '../src/index.ts'

const get = async (url: string, timeout = 5_000) =>
  (await fetch(url, { signal: AbortSignal.timeout(timeout), headers: { connection: 'close' } })).text()

async function startRelayedServer() {
  let requests = 0
  const server = await listen((_request, response) => response.end(String(++requests)))
  const relay = await startRelay(() => ({ port: Number(new URL(server.url).port) }))
  const stack = new AsyncDisposableStack()
  stack.use(server)
  stack.use(relay)
  return { relay, count: () => requests, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('a relay passes requests and responses on, these after its delay', async () => {
  await using server = await startRelayedServer()
  expect(await get(server.relay.url)).toBe('1')
  server.relay.delay = 1_000 // far more than a busy machine needs to pass the request on
  await expect(get(server.relay.url, 500)).rejects.toThrow('timeout')
  expect(await get(server.relay.url)).toBe('3')
})

test('a closed relay refuses connections, and works again at the same port', async () => {
  await using server = await startRelayedServer()
  await server.relay.close()
  await expect(get(server.relay.url)).rejects.toThrow('fetch failed')
  await server.relay.open()
  expect(await get(server.relay.url)).toBe('1')
})

test.each(['dropResponses', 'freezeLatest'] as const)(
  '%s leaves the connection open, and a new one works',
  async (fault) => {
    await using server = await startRelayedServer()
    const socket = connect(server.relay.port, '127.0.0.1')
    await expect.poll(() => server.relay.connections).toBe(1)
    server.relay[fault]()
    socket.write('GET / HTTP/1.1\r\nhost: relay\r\n\r\n')
    await sleep(50)
    expect(server.count()).toBe(fault === 'dropResponses' ? 1 : 0)
    expect(await get(server.relay.url)).toBe(fault === 'dropResponses' ? '2' : '1')
    expect(socket).toMatchObject({ bytesRead: 0, destroyed: false })
    socket.destroy()
  },
)
