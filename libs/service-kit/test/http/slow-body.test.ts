import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import supertest from 'supertest'
import { expect, test, vi } from 'vitest'
import { LIMIT, startHoldingService } from './holding-service.ts'

const body = '{"quantity":1}'
const HEAD = `POST /hold HTTP/1.1\r\nHost: things\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`

/** Connections that have sent the head of a request and the first byte of its body. */
async function startSlowBodies(count: number) {
  const service = await startHoldingService()
  const arrived = vi.fn()
  service.app.server.on('request', arrived)
  const begin = async (): Promise<Socket> => {
    const socket = connect(service.port, '127.0.0.1').setEncoding('utf8')
    await once(socket, 'connect')
    socket.write(HEAD + body[0])
    return socket
  }
  const sockets = await Promise.all(Array.from({ length: count }, begin))
  await vi.waitFor(() => expect(arrived).toHaveBeenCalledTimes(count), 10_000)
  return {
    service,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await service[Symbol.asyncDispose]()
    },
  }
}

test('requests whose bodies are incomplete do not count towards the limit', async () => {
  await using slow = await startSlowBodies(LIMIT * 3)

  await supertest(slow.service.app.server).post('/things').send({ quantity: 1 }).expect(200)
})

test('of bodies that are complete at the same time, those above the limit are not processed', async () => {
  await using slow = await startSlowBodies(LIMIT + 2)
  const responses: string[] = []
  for (const socket of slow.sockets) socket.once('data', (response: string) => responses.push(response))

  for (const socket of slow.sockets) socket.write(body.slice(1))
  await vi.waitFor(() => expect(responses).toHaveLength(2), 10_000)
  for (const response of responses) expect(response).toMatch(/^HTTP\/1.1 503 .*\r\nx-not-processed: 1\r\n/s)
  expect(slow.service.held).toHaveLength(LIMIT)
  slow.service.release()

  await vi.waitFor(() => expect(responses).toHaveLength(LIMIT + 2), 10_000)
  for (const response of responses.slice(2)) expect(response).toMatch(/^HTTP\/1.1 200 /)
})
