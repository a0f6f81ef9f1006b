import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startTestService } from '../test-service.ts'
import { expectFullLimit, LIMIT, startHoldingService } from './holding-service.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: things\r\n\r\n`

/** A client that sends these bytes and reads nothing. */
async function openSlowReader(port: number, bytes: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.pause()
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write(bytes)
  return socket
}

test('responses that one client does not read do not use up the limit of requests in flight', async () => {
  await using service = await startHoldingService()
  const arrived = vi.fn()
  service.app.server.on('request', arrived)

  await openSlowReader(service.port, get('/big').repeat(LIMIT) + get('/livez').repeat(5))
  await vi.waitFor(() => expect(arrived).toHaveBeenCalledTimes(LIMIT + 5), 10_000)

  for (let request = 0; request < 5; request++) await service.client.get('/things/1').expect(200)
  await expectFullLimit(service)
})

test('nor do those of many clients', async () => {
  await using service = await startHoldingService()
  const arrived = vi.fn()
  service.app.server.on('request', arrived)

  for (let client = 0; client < LIMIT + 1; client++) await openSlowReader(service.port, get('/big'))
  await vi.waitFor(() => expect(arrived).toHaveBeenCalledTimes(LIMIT + 1), 10_000)

  for (let request = 0; request < 5; request++) await service.client.get('/things/1').expect(200)
  await expectFullLimit(service)
})

test('a connection whose client has read nothing for 10 s is closed, with a log line', {
  timeout: 40_000,
}, async () => {
  const lines: string[] = []
  const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
  await using service = await startTestService({ logger }, (app) => {
    app.get('/big', async () => 'x'.repeat(20_000_000))
  })
  const closed = new Promise((resolve) =>
    service.app.server.once('connection', (socket: Socket) => socket.once('close', resolve)),
  )

  await openSlowReader(service.port, get('/big'))

  expect(await Promise.race([closed.then(() => 'closed'), sleep(20_000, 'open')])).toBe('closed')
  await vi.waitFor(() => expect(lines).toHaveLength(1), 5_000)
  expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'connections closed', notRead: 1, address: '127.0.0.1' })
})
