import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startGateway, startService } from './start-gateway.ts'

const REQUESTS = 30
const reset: RequestListener = (request) => request.socket.destroy()
const notBegun: RequestListener = (_request, response) =>
  response.writeHead(503, { 'x-not-begun': '1', 'retry-after': '1' }).end('{ }')

/** A gateway before two instances of orders, one of which fails; it is never passed over, and always retried. */
async function startPair(answer: RequestListener, healthy?: RequestListener) {
  const failing = await startService(answer)
  const there = await startService(healthy)
  const gateway = await startGateway({
    CATALOG_URL: there.url,
    ORDERS_URL: `${failing.url},${there.url}`,
    EJECTION_MS: 0,
    BREAKER_FAILURES: 0,
    RETRY_BUDGET_PERCENT: 100,
  })
  return {
    failing,
    there,
    url: gateway.url,
    async [Symbol.asyncDispose]() {
      for (const each of [gateway, failing, there]) await each[Symbol.asyncDispose]()
    },
  }
}

test.each(['GET', 'HEAD', 'PUT', 'DELETE'])(
  'a %s that one instance fails is answered by the other',
  async (method) => {
    await using pair = await startPair(reset)

    for (let request = 0; request < REQUESTS; request++) {
      expect((await send(pair.url, '/api/orders/1', { method })).status).toBe(200)
    }

    expect(pair.failing.received.length).toBeGreaterThan(0)
    expect(pair.there.received).toHaveLength(REQUESTS)
  },
)

test('a POST with an Idempotency-Key too: both are sent the identical bytes', async () => {
  await using pair = await startPair(reset)
  const body = ['{ "lines" :', ' [ "é" ] }']

  for (let request = 0; request < REQUESTS; request++) {
    const headers = { 'idempotency-key': `"key ${request}"`, 'content-type': 'application/json' }
    expect((await send(pair.url, '/api/orders', { method: 'POST', headers, body })).status).toBe(200)
  }

  expect(pair.there.received).toHaveLength(REQUESTS)
  expect(pair.failing.received.length).toBeGreaterThan(0)
  for (const first of pair.failing.received) {
    const key = first.headers['idempotency-key']
    const second = pair.there.received.find(({ headers }) => headers['idempotency-key'] === key)!
    expect(second).toMatchObject({ method: first.method, url: first.url, body: first.body })
    for (const name of ['content-type', 'content-length', 'x-request-id', 'x-forwarded-for']) {
      expect(second.headers[name]).toBe(first.headers[name])
    }
    expect(Buffer.from(first.body, 'latin1').toString()).toBe(body.join(''))
  }
})

test('one of 64 KiB is sent again whole', async () => {
  await using pair = await startPair(reset)
  const body = Buffer.from(Array.from({ length: 65_536 }, (_, index) => index % 256))

  for (let request = 0; request < REQUESTS; request++) {
    const headers = { 'idempotency-key': 'key', 'content-type': 'application/octet-stream' }
    expect((await send(pair.url, '/api/orders', { method: 'POST', headers, body })).status).toBe(200)
  }

  expect(pair.failing.received.length).toBeGreaterThan(0)
  const sent = new Set(pair.there.received.map((each) => each.body))
  expect(sent).toEqual(new Set([body.toString('latin1')]))
})

test('a POST without one is a 504 where it was sent and broke, and reaches no second instance', async () => {
  await using pair = await startPair(reset)

  let failed = 0
  for (let request = 0; request < REQUESTS; request++) {
    const answer = await send(pair.url, '/api/orders', { method: 'POST', body: '{}' })
    if (answer.status === 200) continue
    expectProblem(answer, 504)
    failed++
  }

  expect(failed).toBeGreaterThan(0)
  expect(pair.failing.received).toHaveLength(failed)
  expect(pair.there.received).toHaveLength(REQUESTS - failed)
})

test.each(['GET', 'POST'])('a %s that an instance did not begin is answered by the other', async (method) => {
  await using pair = await startPair(notBegun)

  for (let request = 0; request < REQUESTS; request++) {
    expect((await send(pair.url, '/api/orders', { method })).status).toBe(200)
  }

  expect(pair.failing.received.length).toBeGreaterThan(0)
  expect(pair.there.received).toHaveLength(REQUESTS)
})

test('where no instance begins it, the last answer passes', async () => {
  await using pair = await startPair(notBegun, notBegun)

  const answer = await send(pair.url, '/api/orders', { method: 'POST' })

  expect(answer).toMatchObject({ status: 503, body: '{ }' })
  expect(answer.headers['retry-after']).toBe('1')
  expect([pair.failing.received.length, pair.there.received.length]).toEqual([1, 1])
})

test('where it may have been received, the outcome is not known, although another instance turned it away', async () => {
  await using pair = await startPair(reset, notBegun)

  const headers = { 'idempotency-key': 'key' }
  const answer = await send(pair.url, '/api/orders', { method: 'POST', headers })

  expect(expectProblem(answer, 504).detail).toContain('not known')
  expect([pair.failing.received.length, pair.there.received.length]).toEqual([1, 1])
})

test('an answer that breaks off is asked for again, and the client sees it whole', async () => {
  const whole = 'x'.repeat(200_000)
  const breakOff: RequestListener = (request, response) => {
    response.setHeader('content-length', whole.length)
    response.write(whole.slice(0, 100_000), () => request.socket.destroy())
  }
  await using pair = await startPair(breakOff, (_request, response) => response.end(whole))

  for (let request = 0; request < REQUESTS; request++) {
    const { status, body } = await send(pair.url, '/api/orders')
    expect({ status, whole: body === whole }).toEqual({ status: 200, whole: true })
  }

  expect(pair.failing.received.length).toBeGreaterThan(0)
})
