import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'
import { startSystem } from './start-gateway.ts'

const MEGABYTE = Buffer.alloc(1024 * 1024, 'x')

/** Sends a GET and returns its response once the headers have arrived; the test may read the body. */
async function get(url: string): Promise<IncomingMessage> {
  const outgoing = request(url, { agent: false }).on('error', () => {})
  outgoing.end()
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  return response
}

/** Writes so many megabytes as fast as they are read; `written` counts them. */
function writeMegabytes(response: ServerResponse, count: number) {
  const progress = { written: 0 }
  const write = () => {
    while (progress.written < count) {
      progress.written++
      if (!response.write(MEGABYTE)) return void response.once('drain', write)
    }
    response.end()
  }
  write()
  return progress
}

/** Returns a function that returns the bytes in buffers of this process, without garbage. */
function heldMemory(): () => number {
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  return () => {
    collectGarbage()
    return process.memoryUsage().arrayBuffers
  }
}

test('a response of 200 MB arrives complete, and the gateway buffers little of it', async () => {
  const held = heldMemory()
  await using system = await startSystem((_request, response) => void writeMegabytes(response, 200))
  const before = held()
  const response = await get(`${system.url}/api/notes/large`)
  let bytes = 0
  let samples = 0
  let most = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes < 50 * (samples + 1) * MEGABYTE.length) continue
    samples++
    most = Math.max(most, held() - before)
  }
  expect(bytes).toBe(200 * MEGABYTE.length)
  expect(samples).toBe(4)
  // The garbage collector may leave some chunks that were passed on; a buffered response would take 200 MB.
  expect(most).toBeLessThan(100 * MEGABYTE.length)
})

test('a client that stops reading pauses the service, and receives the rest once it reads', async () => {
  let progress = { written: 0 }
  await using system = await startSystem((_request, response) => {
    progress = writeMegabytes(response, 50)
  })
  const response = await get(`${system.url}/api/notes/large`)
  await sleep(1_000)
  expect(progress.written).toBeLessThan(30)
  let bytes = 0
  for await (const chunk of response) bytes += chunk.length
  expect(bytes).toBe(50 * MEGABYTE.length)
})

test.concurrent('a client that disconnects during a response ends that of the service', async () => {
  const closed = vi.fn()
  await using system = await startSystem((_request, response) => {
    response.on('close', closed)
    writeMegabytes(response, 1_000)
  })
  const response = await get(`${system.url}/api/notes/large`)
  await once(response, 'data')
  response.destroy()
  await vi.waitFor(() => expect(closed).toHaveBeenCalled(), 5_000)
})

test.concurrent('a response that breaks off after 64 KiB breaks off for the client too, and is not retried', async () => {
  await using system = await startSystem((request, response) => {
    response.write(MEGABYTE, () => setTimeout(() => request.socket.destroy(), 200))
  })
  const response = await get(`${system.url}/api/notes/large`)
  expect(response.statusCode).toBe(200)
  await expect(response.toArray()).rejects.toThrow('aborted')
  expect(system.notes.received).toHaveLength(1)
})

test('the deadline applies to the beginning of a large response, not to its end', async () => {
  await using system = await startSystem(
    async (_request, response) => {
      for (let part = 0; part < 8; part++) {
        response.write(MEGABYTE)
        await sleep(100)
      }
      response.end()
    },
    { DEADLINE_MS: 400, NOTES_TIMEOUT_MS: 400 },
  )
  const response = await get(`${system.url}/api/notes/large`)
  expect(Buffer.concat(await response.toArray())).toHaveLength(8 * MEGABYTE.length)
})

test.concurrent('each event of an event stream is passed on at once', async () => {
  let stream: ServerResponse | undefined
  await using system = await startSystem((_request, response) => {
    stream = response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: 1\n\n')
  })
  const response = await get(`${system.url}/api/notes/events`)
  expect(String((await once(response, 'data'))[0])).toBe('data: 1\n\n')
  stream!.write('data: 2\n\n')
  expect(String((await once(response, 'data'))[0])).toBe('data: 2\n\n')
  stream!.end()
  await once(response, 'end')
})
