import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { startTestService } from '../test-service.ts'

const LIMIT = 16

/** Pipelines requests that have no response until `release`. */
async function pipeline(count: number) {
  const lines: string[] = []
  const release = Promise.withResolvers<object>()
  const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
  let processed = 0
  const service = await startTestService({ logger }, (app) => {
    app.get('/held', () => {
      processed++
      return release.promise
    })
  })
  const socket = connect(service.port, '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  const closed = once(socket, 'close')
  await once(socket, 'connect')
  socket.write('GET /held HTTP/1.1\r\nHost: things\r\n\r\n'.repeat(count))
  return {
    lines,
    closed,
    responses: () => text.match(/HTTP\/1.1 200/g)?.length ?? 0,
    processed: () => processed,
    release: () => release.resolve({}),
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await service[Symbol.asyncDispose]()
    },
  }
}

test('16 pipelined requests get their responses', async () => {
  await using client = await pipeline(LIMIT)
  await vi.waitFor(() => expect(client.processed()).toBe(LIMIT), 10_000)

  client.release()

  await vi.waitFor(() => expect(client.responses()).toBe(LIMIT), 10_000)
  expect(client.lines).toEqual([])
})

test('a request that expects 100-continue and waits for the response before gets one intact response', async () => {
  const first = Promise.withResolvers<object>()
  await using service = await startTestService({}, (app) => {
    app.get('/held', () => first.promise)
  })
  const socket = connect(service.port, '127.0.0.1')
  const responses = text(socket)
  const second = 'GET /livez HTTP/1.1\r\nHost: things\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n'
  socket.write(`GET /held HTTP/1.1\r\nHost: things\r\n\r\n${second}`)
  await sleep(50) // the second one has its response, which waits
  first.resolve({})

  const [, , body] = (await responses).split('\r\n\r\n')
  expect(body).toBe('{"status":"ok"}')
})

test('a connection with more than 16 pipelined requests is closed, with one log line', async () => {
  await using client = await pipeline(1_000)

  await client.closed

  expect(client.processed()).toBeLessThanOrEqual(LIMIT)
  await vi.waitFor(() => expect(client.lines).toHaveLength(1), 5_000)
  expect(JSON.parse(client.lines[0]!)).toMatchObject({
    msg: 'connections closed',
    pipelined: 1,
    address: '127.0.0.1',
  })
})
