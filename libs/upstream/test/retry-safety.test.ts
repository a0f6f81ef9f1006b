import { describe, expect, test } from 'vitest'
import type { Call } from '../src/call.ts'
import { newCall } from './fixtures.ts'
import { broken, notProcessed, ok, timedOut, unreachable } from './outcomes.ts'
import { startRetrying } from './retrying.ts'

describe('after an error', () => {
  const key = { 'idempotency-key': 'key' }

  test.each<[method: string, headers: object, error: Error, attempts: number]>([
    ['POST', {}, unreachable, 2],
    ['PATCH', {}, unreachable, 2],
    ['GET', {}, unreachable, 2],
    ['GET', {}, broken, 2],
    ['GET', {}, timedOut, 2],
    ['HEAD', {}, timedOut, 2],
    ['OPTIONS', {}, timedOut, 2],
    ['TRACE', {}, timedOut, 2],
    ['PUT', {}, timedOut, 2],
    ['DELETE', {}, timedOut, 2],
    ['POST', {}, broken, 1],
    ['POST', {}, timedOut, 1],
    ['PATCH', {}, timedOut, 1],
    ['POST', key, broken, 2],
    ['POST', key, timedOut, 2],
    ['PATCH', key, timedOut, 2],
    ['GET', {}, new TypeError('a bug'), 1],
    ['POST', key, new TypeError('a bug'), 1],
  ])('a %s with headers %j that fails with %s has %i attempts', async (method, headers, error, attempts) => {
    const { attempted, send } = await startRetrying([error, error])

    await send(newCall({ method, headers: headers as Call['headers'] })).catch(() => {})

    expect(attempted).toHaveLength(attempts)
  })

  test('a POST is not repeated once an attempt was sent', async () => {
    const { attempted, send } = await startRetrying([unreachable, broken, ok], { attempts: 3 })

    await expect(send(newCall({ method: 'POST' }))).rejects.toBe(broken)

    expect(attempted).toHaveLength(2)
  })
})

describe('after a response', () => {
  test.each(['GET', 'POST'])(
    '503 with X-Not-Processed a %s is retried on another instance',
    async (method) => {
      const { attempted, send } = await startRetrying([notProcessed, ok])

      expect(await send(newCall({ method }))).toMatchObject({ status: ok.status, body: ok.body })

      expect(new Set(attempted).size).toBe(2)
    },
  )

  test('503 with X-Not-Processed from every instance is returned', async () => {
    const last = { ...notProcessed }
    const { attempted, send } = await startRetrying([notProcessed, last])

    expect(await send(newCall())).toMatchObject({ status: 503, body: last.body })

    expect(attempted).toHaveLength(2)
  })

  test.each([200, 202, 404, 409, 429, 500, 502, 503, 504])('%i there is no retry', async (status) => {
    const response = { ...ok, status }
    const { attempted, send } = await startRetrying([response])

    expect(await send(newCall())).toBe(response)

    expect(attempted).toHaveLength(1)
  })
})
