import { once } from 'node:events'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startInstance, startUpstream } from './fixtures.ts'

const KIB = 1024
const get = { method: 'GET', path: '/', headers: {}, deadline: Number.POSITIVE_INFINITY }

/** An instance whose responses have so many bytes. */
const sized = (bytes: number) => startInstance((_request, response) => response.end(Buffer.alloc(bytes, 'x')))

test.each([
  [64 * KIB, false],
  [64 * KIB + 1, true],
])('a response of %i bytes is streamed to a caller that accepts it: %s', async (bytes, streamed) => {
  await using instance = await sized(bytes)
  await using upstream = await startUpstream([instance.url])

  const { body } = await upstream.request({ ...get, stream: true })

  expect(body instanceof Readable).toBe(streamed)
  expect((body instanceof Readable ? await buffer(body) : body).length).toBe(bytes)
})

test('a caller that does not stream gets up to 1 MiB complete, and an error beyond', async () => {
  await using small = await sized(1024 * KIB)
  await using large = await sized(1024 * KIB + 1)
  await using accepted = await startUpstream([small.url])
  await using rejected = await startUpstream([large.url])

  expect((await accepted.request(get)).body.length).toBe(1024 * KIB)
  await expect(rejected.request(get)).rejects.toMatchObject({ code: 'TOO_LARGE', sent: true })
  expect(large.received).toHaveLength(1)
})

test('a streamed response counts as in flight until it has ended', async () => {
  await using instance = await sized(10 * 1024 * KIB)
  await using upstream = await startUpstream([instance.url], { settings: { MAX_IN_FLIGHT_PER_UPSTREAM: 1 } })

  const { body } = await upstream.request({ ...get, stream: true })
  await expect(upstream.request(get)).rejects.toMatchObject({ code: 'TOO_MANY', sent: false })
  const closed = once(body as Readable, 'close')
  ;(body as Readable).destroy()
  await closed

  await expect(upstream.request({ ...get, stream: true })).resolves.toMatchObject({ status: 200 })
})

test('a request that its caller has aborted is not sent, nor retried', async () => {
  await using instance = await sized(1)
  await using upstream = await startUpstream([instance.url])

  const request = upstream.request({ ...get, signal: AbortSignal.abort() })

  await expect(request).rejects.toMatchObject({ code: 'ABORTED', sent: false })
  expect(instance.received).toEqual([])
})
