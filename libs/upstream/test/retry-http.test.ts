import { stoppedInstance } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import type { Call } from '../src/call.ts'
import { call, repeat, send, startInstance, startUpstream } from './fixtures.ts'

// Without ejection and breaker, and with an unlimited budget, so that every second request is retried. (By chance, ten in a
// row fail once in a hundred runs: the breaker would open.)
const settings = { EJECTION_MS: 0, BREAKER_FAILURES: 0, RETRY_BUDGET_PERCENT: 100 }

describe.concurrent('over HTTP', () => {
  test('a POST to a stopped instance arrives exactly once, at the other one', async () => {
    await using healthy = await startInstance()
    await using upstream = await startUpstream([stoppedInstance(), healthy.url], { settings })
    const bodies = Array.from({ length: 30 }, (_, number) => `body ${number}`)

    for (const body of bodies) expect(await call(upstream, body)).toBe('ok')

    expect(healthy.received.map(({ body }) => body.toString())).toEqual(bodies)
  })

  test('a POST without a key is not repeated after it was sent', async () => {
    await using resetting = await startInstance((request) => request.socket.destroy())
    await using healthy = await startInstance()
    await using upstream = await startUpstream([resetting.url, healthy.url], { settings })

    const results = await repeat(30, () => call(upstream, 'once').catch(({ code }) => code))

    const failed = results.filter((result) => result === 'BROKEN').length
    expect(failed).toBeGreaterThan(0)
    expect(resetting.received.length).toBe(failed)
    expect(healthy.received.length).toBe(30 - failed)
  })

  test('a POST with a key is repeated: the same bytes, to another instance', async () => {
    await using resetting = await startInstance((request) => request.socket.destroy())
    await using healthy = await startInstance()
    await using upstream = await startUpstream([resetting.url, healthy.url], { settings })
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    const headers = { 'idempotency-key': '"key 1"', 'content-type': 'application/octet-stream', 'x-a': 'ä' }

    const responses = await repeat(30, () => send(upstream, { body, headers }))

    expect(responses.map(({ status }) => status)).toEqual(Array(30).fill(200))
    expect(healthy.received).toHaveLength(30)
    expect(resetting.received.length).toBeGreaterThan(0)
    const bytes = new Set(
      [...resetting.received, ...healthy.received].map((each) => each.body.toString('hex')),
    )
    expect(bytes).toEqual(new Set([body.toString('hex')]))
    const comparable = ({ headers: { host, 'x-deadline-ms': _, ...rest } }: { headers: Call['headers'] }) =>
      rest
    expect(comparable(resetting.received[0]!)).toEqual(comparable(healthy.received[0]!))
    expect(healthy.received[0]!.headers).toMatchObject({
      'idempotency-key': '"key 1"',
      'content-length': '256',
    })
  })

  test('a response that breaks off in the middle is requested again, and arrives complete', async () => {
    const complete = 'x'.repeat(100_000)
    await using breaking = await startInstance((request, response) => {
      response.setHeader('content-length', complete.length)
      response.write(complete.slice(0, 50_000), () => request.socket.destroy())
    })
    await using healthy = await startInstance((_request, response) => response.end(complete))
    await using upstream = await startUpstream([breaking.url, healthy.url], { settings })

    const responses = await repeat(30, () => call(upstream))

    expect(responses.filter((response) => response !== complete)).toEqual([])
    expect(breaking.received.length).toBeGreaterThan(0)
  })

  test('with one instance only there is no retry', async () => {
    await using resetting = await startInstance((request) => request.socket.destroy())
    await using upstream = await startUpstream([resetting.url], { settings })

    await expect(call(upstream)).rejects.toMatchObject({ code: 'BROKEN' })

    expect(resetting.received).toHaveLength(1)
  })
})
