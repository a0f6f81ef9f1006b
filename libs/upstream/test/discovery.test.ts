import { describe, expect, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

const WAIT = { timeout: 10_000, interval: 50 }

describe.concurrent('a service behind a host name', () => {
  test('sends requests to an address that DNS adds, and none to one that it removes', async () => {
    // One server with two addresses: the Host header shows which one a request used.
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
      WAIT,
    )

    addresses = ['localhost']
    await vi.waitFor(async () => expect(await hosts()).toEqual([`localhost:${port}`]), WAIT)
    expect(await hosts()).toEqual([`localhost:${port}`])
  })

  test.each([
    ['is not found', () => Promise.reject(new Error('ENOTFOUND'))],
    ['has no address', () => Promise.resolve([])],
  ])('that %s at start fails with NO_INSTANCE, and works once DNS returns one', async (_title, nothing) => {
    await using server = await startInstance()
    const { port } = new URL(server.url)
    let lookup: () => Promise<string[]> = nothing
    await using upstream = await startUpstream([`http://service:${port}`], { lookup: () => lookup() })

    await expect(call(upstream)).rejects.toMatchObject({ name: 'UpstreamError', code: 'NO_INSTANCE' })

    lookup = async () => ['127.0.0.1']
    await vi.waitFor(async () => expect(await call(upstream)).toBe('ok'), WAIT)
  })

  test("uses the system's resolver by default", async () => {
    await using server = await startInstance()
    await using upstream = await startUpstream([server.url.replace('127.0.0.1', 'localhost')])

    expect(await call(upstream)).toBe('ok')
  })
})
