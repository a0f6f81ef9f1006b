import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startTestService } from './test-service.ts'

const SCALE = 20

/** A service with the timeouts of all, but twenty times as short. */
async function startHasty() {
  const service = await startTestService()
  const { server } = service.app
  server.requestTimeout /= SCALE
  server.headersTimeout /= SCALE
  return service
}

/** Sends what is no whole request, reads until the server is done, and leaves the connection open. */
async function sendAndWait(port: number, bytes: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8')
  socket.on('error', () => {}) // a reset is a way to close it, too
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.write(bytes)
  await once(socket, 'end')
  return answer
}

test('a request has 10 s to arrive, its headers no more than all of it', async () => {
  await using service = await startTestService()
  const { requestTimeout, headersTimeout } = service.app.server
  expect(requestTimeout).toBe(10_000)
  expect(headersTimeout).toBeLessThanOrEqual(requestTimeout) // else Node swaps the two
})

test.each([
  ['nothing', ''],
  ['half of its headers', 'POST /things HTTP/1.1\r\nHost: th'],
  [
    'no body',
    'POST /things HTTP/1.1\r\nHost: things\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  ],
])('a client that sends %s is told 408 in time, and cannot keep its connection', async (_what, bytes) => {
  await using service = await startHasty()
  const begun = performance.now()

  expect(await sendAndWait(service.port, bytes)).toMatch(/^HTTP\/1.1 408 .*"status":408/s)

  expect(performance.now() - begun).toBeLessThan(5_000)
  await vi.waitFor(async () => expect(await connections(service)).toBe(0), 5_000)
})

test('a client that sends nonsense cannot keep its connection either', async () => {
  await using service = await startTestService()

  expect(await sendAndWait(service.port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)

  await vi.waitFor(async () => expect(await connections(service)).toBe(0), 5_000)
})

/** How many connections the server holds. */
function connections({ app }: Awaited<ReturnType<typeof startTestService>>): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)))
}
