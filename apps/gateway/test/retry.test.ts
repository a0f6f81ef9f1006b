import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startGateway, startService } from './start-gateway.ts'

const REQUESTS = 30
const reset: RequestListener = (request) => request.socket.destroy()
const notProcessed: RequestListener = (_request, response) =>
  response.writeHead(503, { 'x-not-processed': '1', 'retry-after': '1' }).end('{ }')

/** A gateway before two instances of notes, one of which fails; it is never ejected, and always retried. */
async function startPair(fail: RequestListener, respond?: RequestListener) {
  const failing = await startService(fail)
  const healthy = await startService(respond)
  const gateway = await startGateway({
    ITEMS_URL: healthy.url,
    NOTES_URL: `${failing.url},${healthy.url}`,
    EJECTION_MS: 0,
    BREAKER_FAILURES: 0,
    RETRY_BUDGET_PERCENT: 100,
  })
  return {
    failing,
    healthy,
    url: gateway.url,
    async [Symbol.asyncDispose]() {
      for (const each of [gateway, failing, healthy]) await each[Symbol.asyncDispose]()
    },
  }
}

test.concurrent.each(['GET', 'HEAD', 'PUT', 'DELETE'])(
  'a %s that fails on one instance is retried on the other',
  async (method) => {
    await using pair = await startPair(reset)

    for (let request = 0; request < REQUESTS; request++) {
      expect((await send(pair.url, '/api/notes/1', { method })).status).toBe(200)
    }

    expect(pair.failing.received.length).toBeGreaterThan(0)
    expect(pair.healthy.received).toHaveLength(REQUESTS)
  },
)

test.concurrent('a POST with an Idempotency-Key is retried too: both instances receive identical bytes', async () => {
  await using pair = await startPair(reset)
  const body = ['{ "lines" :', ' [ "é" ] }']

  for (let request = 0; request < REQUESTS; request++) {
    const headers = { 'idempotency-key': `"key ${request}"`, 'content-type': 'application/json' }
    expect((await send(pair.url, '/api/notes', { method: 'POST', headers, body })).status).toBe(200)
  }

  expect(pair.healthy.received).toHaveLength(REQUESTS)
  expect(pair.failing.received.length).toBeGreaterThan(0)
  for (const first of pair.failing.received) {
    const key = first.headers['idempotency-key']
    const second = pair.healthy.received.find(({ headers }) => headers['idempotency-key'] === key)!
    expect(second).toMatchObject({ method: first.method, url: first.url, body: first.body })
    for (const name of ['content-type', 'content-length', 'x-request-id', 'x-forwarded-for']) {
      expect(second.headers[name]).toBe(first.headers[name])
    }
    expect(Buffer.from(first.body, 'latin1').toString()).toBe(body.join(''))
  }
})

test.concurrent('a body of 16 KiB is complete in a retry', async () => {
  await using pair = await startPair(reset)
  const body = Buffer.from(Array.from({ length: 16_384 }, (_, index) => index % 256))

  for (let request = 0; request < REQUESTS; request++) {
    const headers = { 'idempotency-key': 'key', 'content-type': 'application/octet-stream' }
    expect((await send(pair.url, '/api/notes', { method: 'POST', headers, body })).status).toBe(200)
  }

  expect(pair.failing.received.length).toBeGreaterThan(0)
  const sent = new Set(pair.healthy.received.map((each) => each.body))
  expect(sent).toEqual(new Set([body.toString('latin1')]))
})

test.concurrent('a POST without an Idempotency-Key that fails after it was sent is a 504, and not retried', async () => {
  await using pair = await startPair(reset)

  let failed = 0
  for (let request = 0; request < REQUESTS; request++) {
    const response = await send(pair.url, '/api/notes', { method: 'POST', body: '{}' })
    if (response.status === 200) continue
    expectProblem(response, 504)
    failed++
  }

  expect(failed).toBeGreaterThan(0)
  expect(pair.failing.received).toHaveLength(failed)
  expect(pair.healthy.received).toHaveLength(REQUESTS - failed)
})

test.concurrent.each(['GET', 'POST'])(
  'a %s that one instance did not process is retried on the other',
  async (method) => {
    await using pair = await startPair(notProcessed)

    for (let request = 0; request < REQUESTS; request++) {
      expect((await send(pair.url, '/api/notes', { method })).status).toBe(200)
    }

    expect(pair.failing.received.length).toBeGreaterThan(0)
    expect(pair.healthy.received).toHaveLength(REQUESTS)
  },
)

test.concurrent('a request that no instance processed gets the last response', async () => {
  await using pair = await startPair(notProcessed, notProcessed)

  const response = await send(pair.url, '/api/notes', { method: 'POST' })

  expect(response).toMatchObject({ status: 503, body: '{ }' })
  expect(response.headers['retry-after']).toBe('1')
  expect([pair.failing.received.length, pair.healthy.received.length]).toEqual([1, 1])
})

test.concurrent('the outcome is unknown if an instance may have received the request, although another rejected it', async () => {
  await using pair = await startPair(reset, notProcessed)

  const headers = { 'idempotency-key': 'key' }
  const response = await send(pair.url, '/api/notes', { method: 'POST', headers })

  expect(expectProblem(response, 504).detail).toContain('Outcome unknown')
  expect([pair.failing.received.length, pair.healthy.received.length]).toEqual([1, 1])
})

test.concurrent('a request whose response breaks off is retried, and the client receives it complete', async () => {
  const whole = 'x'.repeat(60_000)
  const breakOff: RequestListener = (request, response) => {
    response.setHeader('content-length', whole.length)
    response.write(whole.slice(0, 30_000), () => request.socket.destroy())
  }
  await using pair = await startPair(breakOff, (_request, response) => response.end(whole))

  for (let request = 0; request < REQUESTS; request++) {
    const { status, body } = await send(pair.url, '/api/notes')
    expect({ status, whole: body === whole }).toEqual({ status: 200, whole: true })
  }

  expect(pair.failing.received.length).toBeGreaterThan(0)
})
