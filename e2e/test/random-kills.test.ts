import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Order, OrderLine } from '@slipway/contracts'
import { redisAvailable, redisSkipReason, startRedis, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { available, insist, place, settledOrder, stockUp } from '../src/client.ts'
import { startSystem, type TestSystem } from '../src/system.ts'

const ORDERS = 500
const KILLS = 20
const WORKERS = 8
const SKUS = ['a', 'b', 'c', 'd']
const STOCK = 200 // about half of what is asked for, so that some orders are rejected

/** What the client was told: the ledger that the system is held against. */
interface Entry {
  key: string
  lines: OrderLine[]
  id: string
  /** The last status that was acknowledged. */
  told: Order['status']
}

test('20 random kills during 500 orders lose nothing and sell nothing twice', {
  timeout: 180_000,
}, async () => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path })
  await surviveKills(
    system,
    system.names.map((name) => () => killAndRestart(system, name)),
  )
})

test.skipIf(!redisAvailable)(
  `the same on Redis, which is killed too${redisAvailable ? '' : ` (${redisSkipReason})`}`,
  { timeout: 180_000 },
  async () => {
    await using redis = await startRedis()
    const stores = { catalogStore: redis.url, ordersStore: redis.url }
    await using system = await startSystem({ data: 'unused', ...stores })
    const killRedis = async () => {
      await redis.kill()
      await redis.restart()
    }
    await surviveKills(system, [killRedis, ...system.names.map((name) => () => killAndRestart(system, name))])
  },
)

async function surviveKills(system: TestSystem, victims: (() => Promise<void>)[]): Promise<void> {
  const { url } = system
  for (const sku of SKUS) await stockUp(url, sku, STOCK)

  let kills = 0
  const killing = (async () => {
    for (; kills < KILLS; kills++) {
      // Each victim in turn, so that all are hit; when is left to chance.
      await sleep(50 + Math.random() * 250)
      await victims[kills % victims.length]!()
    }
  })()
  let next = 0
  const ledger: Entry[] = []
  const work = async () => {
    for (let i = next++; i < ORDERS; i = next++) {
      // The orders last as long as the kills: the i-th waits for its share of them.
      while (kills < Math.floor((i * KILLS) / ORDERS)) await sleep(10)
      ledger.push(await buy(url, i))
    }
  }
  await Promise.all([killing, ...Array.from({ length: WORKERS }, work)])
  await check(url, ledger)
}

async function killAndRestart(system: TestSystem, name: string): Promise<void> {
  system.process(name).kill('SIGKILL')
  await system.restart(name)
}

/** Places an order, and cancels every fifth one that was confirmed. */
async function buy(url: string, i: number): Promise<Entry> {
  const key = randomUUID()
  const lines = [
    { sku: SKUS[i % 4]!, quantity: 1 + (i % 3) },
    { sku: SKUS[(i + 1) % 4]!, quantity: 1 },
  ]
  const answer = await place(url, lines, key)
  const order: Order = answer.status === 409 ? (answer.body as { order: Order }).order : answer.body
  const entry = { key, lines, id: order.id, told: order.status }
  if (order.status !== 'confirmed' || i % 5 !== 0) return entry
  const cancelled = await insist('PUT', `${url}/api/orders/${order.id}/cancellation`)
  return { ...entry, told: (cancelled.body as Order).status }
}

async function check(url: string, ledger: Entry[]): Promise<void> {
  const orders = new Map<string, Order>()
  for (const { id, key, lines, told } of ledger) {
    const order = await settledOrder(url, id)
    orders.set(id, order)
    const allowed = { pending: ['confirmed', 'rejected'], cancelling: ['cancelled'] } as Record<
      string,
      string[]
    >
    expect(allowed[told] ?? [told], `order ${id}, acknowledged as ${told}`).toContain(order.status)
    const repeat = await place(url, lines, key)
    const again = repeat.status === 409 ? (repeat.body as { order: Order }).order : (repeat.body as Order)
    expect(again.id, `the order of key ${key}`).toBe(id)
  }
  expect(orders.size).toBe(ORDERS)
  expect(new Set([...orders.values()].map(({ status }) => status))).toEqual(
    new Set(['confirmed', 'rejected', 'cancelled']),
  )
  for (const sku of SKUS) {
    const sold = [...orders.values()]
      .filter(({ status }) => status === 'confirmed')
      .flatMap(({ lines }) => lines)
      .filter((line) => line.sku === sku)
      .reduce((sum, { quantity }) => sum + quantity, 0)
    expect(sold + (await available(url, sku)), `pieces of ${sku}`).toBe(STOCK)
  }
}
