import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { APPS } from '@slipway/services'
import { available, type Outcome, send, sendWithRetries, settledOrder, stockUp } from '@slipway/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { forwardPort, inSystem, podsOf, restartsOf, settled, skipped } from './cluster.ts'

const STOCK = 1_000
interface Order {
  id: string
}

describe.skipIf(skipped)(`while the pod of Redis is unavailable${skipped}`, () => {
  beforeAll(() => settled())

  test('requests get 503; then the system recovers, without a restart and with nothing lost', async () => {
    await using forwarded = await forwardPort()
    const before = restartsOf(await podsOfApps())
    const sku = `redis-${randomUUID()}`
    await stockUp(forwarded.url, sku, STOCK)
    const ledger = new Map<string, Outcome>()
    let done = false
    const orders = (async () => {
      while (!done) {
        const key = randomUUID()
        ledger.set(
          key,
          await send('POST', `${forwarded.url}/api/orders`, { lines: [{ sku, quantity: 1 }] }, key),
        )
        await sleep(20)
      }
    })()

    await sleep(1_000)
    await inSystem('delete', 'pod', 'redis-0')
    await inSystem('rollout', 'status', 'statefulset/redis', '--timeout=60s')
    await expect.poll(() => [...ledger.values()].at(-1), { timeout: 30_000 }).toMatchObject({ status: 201 })
    await sleep(1_000)
    done = true
    await orders

    const statuses = [...ledger.values()].map((outcome) =>
      'status' in outcome ? outcome.status : outcome.failed,
    )
    console.log(
      `orders: ${JSON.stringify(Object.groupBy(statuses, String), (_, list) => list.length ?? list)}`,
    )
    expect(statuses).toContain(503)
    // 202: written, but Redis became unavailable before the outcome was written.
    expect(statuses.filter((status) => ![201, 202, 503].includes(Number(status)))).toEqual([])
    // What was acknowledged exists; anything else can be repeated with its key: each order is placed once.
    for (const key of ledger.keys()) {
      const response = await sendWithRetries(
        'POST',
        `${forwarded.url}/api/orders`,
        { lines: [{ sku, quantity: 1 }] },
        key,
      )
      const acknowledged = ledger.get(key)!
      if ('status' in acknowledged && acknowledged.status === 201) {
        expect(response.body).toMatchObject({
          id: (acknowledged.body as { id: string }).id,
          status: 'confirmed',
        })
      }
      expect((await settledOrder(forwarded.url, (response.body as Order).id)).status).toBe('confirmed')
    }
    expect(await available(forwarded.url, sku)).toBe(STOCK - ledger.size)
    expect(restartsOf(await podsOfApps())).toEqual(before)
  })
})

const podsOfApps = async () => (await Promise.all(APPS.map((app) => podsOf(undefined, app)))).flat()
