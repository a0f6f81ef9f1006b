import { expect, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

const PATIENCE = { timeout: 10_000, interval: 50 }

test('an instance that DNS adds gets requests, and one that it removes gets none', async () => {
  // One server under two addresses: the Host header tells by which one a request came.
  await using server = await startInstance()
  const { port } = new URL(server.url)
  let addresses = ['127.0.0.1']
  await using upstream = await startUpstream([`http://service:${port}`], { lookup: async () => addresses })
  const hosts = async () => {
    server.received.length = 0
    await repeat(30, () => call(upstream))
    return [...new Set(server.received.map(({ headers }) => headers.host))].sort()
  }
  expect(await hosts()).toEqual([`127.0.0.1:${port}`])

  addresses = ['127.0.0.1', 'localhost']
  await vi.waitFor(
    async () => expect(await hosts()).toEqual([`127.0.0.1:${port}`, `localhost:${port}`]),
    PATIENCE,
  )

  addresses = ['localhost']
  await vi.waitFor(async () => expect(await hosts()).toEqual([`localhost:${port}`]), PATIENCE)
  expect(await hosts()).toEqual([`localhost:${port}`])
})

test.each([
  ['is not found', () => Promise.reject(new Error('ENOTFOUND'))],
  ['has no address', () => Promise.resolve([])],
])('a service that %s at start is NO_INSTANCE, and works once DNS answers', async (_title, nothing) => {
  await using server = await startInstance()
  const { port } = new URL(server.url)
  let lookup: () => Promise<string[]> = nothing
  await using upstream = await startUpstream([`http://service:${port}`], { lookup: () => lookup() })

  await expect(call(upstream)).rejects.toMatchObject({ name: 'UpstreamError', code: 'NO_INSTANCE' })

  lookup = async () => ['127.0.0.1']
  await vi.waitFor(async () => expect(await call(upstream)).toBe('ok'), PATIENCE)
})

test("without a lookup of its own it asks the system's resolver", async () => {
  await using server = await startInstance()
  await using upstream = await startUpstream([server.url.replace('127.0.0.1', 'localhost')])

  expect(await call(upstream)).toBe('ok')
})
