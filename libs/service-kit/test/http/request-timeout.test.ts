import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { startTestService, type TestService } from '../test-service.ts'

const SCALE = 20

/** A service with the usual timeouts, divided by twenty. */
async function startWithShortTimeouts() {
  const service = await startTestService()
  const { server } = service.app
  server.requestTimeout /= SCALE
  server.headersTimeout /= SCALE
  return service
}

/** Sends an incomplete request, reads until the server closes its side, and leaves the connection open. */
async function sendAndWait(port: number, bytes: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8')
  socket.on('error', () => {}) // the server may reset the connection
  let response = ''
  socket.on('data', (chunk) => {
    response += chunk
  })
  socket.write(bytes)
  await once(socket, 'end')
  return response
}

const expectNoConnections = ({ app }: TestService) =>
  vi.waitFor(async () => {
    const count = await new Promise((resolve) => app.server.getConnections((_error, open) => resolve(open)))
    expect(count).toBe(0)
  }, 5_000)

test('the timeout of a request is 10 s, that of its headers is no longer', async () => {
  await using service = await startTestService()
  const { requestTimeout, headersTimeout } = service.app.server
  expect(requestTimeout).toBe(10_000)
  expect(headersTimeout).toBeLessThanOrEqual(requestTimeout) // else Node swaps the two
})

describe.concurrent('a client that sends', () => {
  test.each([
    ['nothing', ''],
    ['half of its headers', 'POST /things HTTP/1.1\r\nHost: th'],
    [
      'no body',
      'POST /things HTTP/1.1\r\nHost: things\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    ],
  ])('%s receives a 408 in time, and its connection is closed', async (_what, bytes) => {
    await using service = await startWithShortTimeouts()
    const start = performance.now()

    expect(await sendAndWait(service.port, bytes)).toMatch(/^HTTP\/1.1 408 .*"status":408/s)

    expect(performance.now() - start).toBeLessThan(5_000)
    await expectNoConnections(service)
  })

  test('no valid HTTP receives a 400, and its connection is closed', async () => {
    await using service = await startTestService()

    expect(await sendAndWait(service.port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)

    await expectNoConnections(service)
  })
})
