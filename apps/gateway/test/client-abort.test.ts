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
    await using gateway = await startGateway({ ...urls, ORDERS_TIMEOUT_MS: 1_000 })

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
