import { once } from 'node:events'
import { request, type ServerResponse } from 'node:http'
import { expect, test, vi } from 'vitest'
import { send } from './send.ts'
import { startGateway, startService } from './start-gateway.ts'

test.each(['GET', 'POST'])(
  'a client that goes away while its %s is worked on harms nobody',
  async (method) => {
    const waiting: ServerResponse[] = []
    await using first = await startService((_request, response) => waiting.push(response))
    await using second = await startService()
    const urls = { CATALOG_URL: first.url, ORDERS_URL: `${first.url},${second.url}` }
    // What was not answered is neither asked for again, nor held against anyone.
    const plain = { ATTEMPTS: 1, EJECTION_MS: 0, BREAKER_FAILURES: 0 }
    await using gateway = await startGateway({ ...urls, ...plain, ORDERS_TIMEOUT_MS: 1_000 })

    for (let round = 0; round < 20; round++) {
      const outgoing = request(`${gateway.url}/api/orders`, { method, agent: false }).on('error', () => {})
      outgoing.end()
      const answered = once(outgoing, 'response').catch(() => {})
      const before = waiting.length
      await vi.waitFor(() => expect(waiting.length + second.received.length).toBe(round + 1), 5_000)
      if (waiting.length > before) outgoing.destroy()
      else await answered
    }
    expect(waiting.length).toBeGreaterThan(0)

    // Whoever has nothing in flight is chosen: the first one is only asked again once it counts as idle.
    const before = waiting.length
    await vi.waitFor(
      async () => {
        const asked = send(gateway.url, '/api/orders')
        await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(before), 100)
        waiting.at(-1)!.end('back')
        expect((await asked).body).toBe('back')
      },
      { timeout: 10_000, interval: 10 },
    )
  },
)

test.each(['GET', 'POST'])(
  'an answer to a %s that comes after its client has gone harms nobody',
  async (method) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const waiting: ServerResponse[] = []
    await using orders = await startService((_request, response) => waiting.push(response))
    await using gateway = await startGateway({ CATALOG_URL: orders.url, ORDERS_URL: orders.url })
    const gone = vi.fn()
    gateway.app.server.on('request', (request) => request.socket.once('close', gone))

    const outgoing = request(`${gateway.url}/api/orders`, { method, agent: false }).on('error', () => {})
    outgoing.end()
    await vi.waitFor(() => expect(waiting).toHaveLength(1), 10_000)
    outgoing.destroy()
    await vi.waitFor(() => expect(gone).toHaveBeenCalledOnce(), 10_000)
    waiting[0]!.end('too late')

    const asked = send(gateway.url, '/api/orders')
    await vi.waitFor(() => expect(waiting).toHaveLength(2), 10_000)
    waiting[1]!.end('in time')
    expect(await asked).toMatchObject({ status: 200, body: 'in time' })
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  },
)
