import { appendFileSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { composeUp, skipped } from '@slipway/harness/docker'
import { ROOT } from '@slipway/services'
import {
  dockerAvailable,
  place,
  send,
  sendWithRetries,
  settledOrder,
  stockUp,
  temporaryFolder,
} from '@slipway/testing'
import { describe, expect, test } from 'vitest'

const ROOM = 300_000 // bytes, for a few hundred orders
const STOCK = 1_000

describe.skipIf(!dockerAvailable)(`a full Redis${skipped}`, () => {
  test('rejects new orders with 503, keeps serving reads, and keeps all that it acknowledged', async () => {
    using folder = temporaryFolder()
    cpSync(join(ROOT, 'docker/redis/development'), folder.path, { recursive: true })
    appendFileSync(join(folder.path, 'users.acl'), 'user admin on nopass -@all +config +info\n')
    await using system = await composeUp({ env: { SECRETS: folder.path } })
    const admin = (...command: string[]) =>
      system.compose('exec', '-T', 'redis', 'redis-cli', '--user', 'admin', '--pass', 'none', ...command)
    await stockUp(system.url, 'full', STOCK)
    const used = /used_memory:(\d+)/.exec(await admin('INFO', 'memory'))![1]!
    await admin('CONFIG', 'SET', 'maxmemory', String(Number(used) + ROOM))

    const acknowledged: string[] = []
    let rejected = 0
    while (rejected < 10) {
      expect(acknowledged.length).toBeLessThan(STOCK)
      const responses = await Promise.all(Array.from({ length: 10 }, () => placeOnce(system.url)))
      acknowledged.push(...responses.filter(({ status }) => status !== 503).map(({ id }) => id))
      rejected += responses.filter(({ status }) => status === 503).length
    }
    expect(acknowledged.length).toBeGreaterThan(10)

    // Connections free some memory when they close: now none is left at all.
    await admin('CONFIG', 'SET', 'maxmemory', '1mb')
    expect(await placeOnce(system.url)).toMatchObject({ status: 503, retryAfter: '1' })
    expect(await send('GET', `${system.url}/api/orders/${acknowledged[0]}`)).toMatchObject({ status: 200 })
    expect(await send('GET', `${system.url}/api/products/full`)).toMatchObject({ status: 200 })

    await admin('CONFIG', 'SET', 'maxmemory', '96mb')
    expect(await place(system.url, [{ sku: 'full', quantity: 1 }])).toMatchObject({ status: 201 })
    for (const id of acknowledged) expect((await settledOrder(system.url, id)).status).toBe('confirmed')
    const { body } = await sendWithRetries('GET', `${system.url}/api/products/full`)
    expect(body).toMatchObject({ available: STOCK - acknowledged.length - 1 })
  })
})

async function placeOnce(url: string) {
  const response = await fetch(`${url}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ lines: [{ sku: 'full', quantity: 1 }] }),
  })
  const { id } = (await response.json()) as { id: string }
  return { status: response.status, retryAfter: response.headers.get('retry-after'), id }
}
