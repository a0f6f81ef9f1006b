import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import supertest from 'supertest'
import { expect, test, vi } from 'vitest'
import { startTestService } from './test-service.ts'

const LIMIT = 2
const body = '{"quantity":1}'
const HEAD = `POST /hold HTTP/1.1\r\nHost: things\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`

/** A service that answers `/hold` only when told to, and what has come to it. */
async function startHolding() {
  const held: (() => void)[] = []
  const settings = { INSTANCE: 'things-1', MAX_IN_FLIGHT: LIMIT, MAX_EVENT_LOOP_DELAY_MS: 0 }
  const service = await startTestService({ settings }, (app) => {
    app.post('/hold', () => new Promise((resolve) => held.push(() => resolve({}))))
  })
  const reached = vi.fn()
  service.app.server.on('request', reached)
  return { ...service, held, reached }
}

/** Sends the head of a request and the first byte of its body. */
async function begin(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  await once(socket, 'connect')
  socket.write(HEAD + body[0])
  return socket
}

test('requests whose bodies are on their way take no room that others need', async () => {
  await using service = await startHolding()
  const slow = await Promise.all(Array.from({ length: LIMIT * 3 }, () => begin(service.port)))
  await vi.waitFor(() => expect(service.reached).toHaveBeenCalledTimes(LIMIT * 3), 10_000)

  await supertest(service.app.server).post('/things').send({ quantity: 1 }).expect(200)

  for (const socket of slow) socket.destroy()
})

test('bodies that are complete at once are let in up to the limit, the others were not begun', async () => {
  await using service = await startHolding()
  const slow = await Promise.all(Array.from({ length: LIMIT + 2 }, () => begin(service.port)))
  await vi.waitFor(() => expect(service.reached).toHaveBeenCalledTimes(LIMIT + 2), 10_000)
  const answers: string[] = []
  for (const socket of slow) socket.once('data', (answer: string) => answers.push(answer))

  for (const socket of slow) socket.write(body.slice(1))
  await vi.waitFor(() => expect(answers).toHaveLength(2), 10_000)
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 503 .*\r\nx-not-begun: 1\r\n/s)
  expect(service.held).toHaveLength(LIMIT)
  for (const answer of service.held) answer()

  await vi.waitFor(() => expect(answers).toHaveLength(LIMIT + 2), 10_000)
  for (const answer of answers.slice(2)) expect(answer).toMatch(/^HTTP\/1.1 200 /)
  for (const socket of slow) socket.destroy()
})
