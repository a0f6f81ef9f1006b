import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '@slipway/contracts'
import {
  place,
  sendWithRetries,
  settledOrder,
  startSystem,
  stockUp,
  type TestSystem,
  temporaryFolder,
  writeLogs,
} from '@slipway/testing'
import { linesOfFiles, storyOf } from '@slipway/tools'
import { expect, test } from 'vitest'

const SKUS = ['a', 'b', 'c', 'd']
const ORDERS = 200
const KILLS = 12
const WORKERS = 4
const STOCK = 80 // about half of the quantities ordered, so that some orders are rejected
/** How many steps may be known only by a later line: a process that is killed loses the ones of its requests in flight. */
const LOST = 0.05

test('of 200 orders, placed while instances are killed, every step that the stores prove is in the story', {
  timeout: 300_000,
}, async () => {
  const stores: Record<string, string> = {}
  await using system = await startSystem({}, (specs) => {
    for (const { app, env } of specs) stores[app] = env.STORE_URL?.replace('sqlite:', '') ?? ''
  })
  const ids = await placeWhileKilling(system)
  for (const id of ids) await settledOrder(system.url, id)

  using folder = temporaryFolder()
  const file = join(folder.path, 'log')
  writeLogs(system, file)
  const source = { name: file, read: () => linesOfFiles([file]) }
  const times: number[] = []
  let [proven, notSeen] = [0, 0]
  for (const id of ids) {
    const started = performance.now()
    const { text: story } = await storyOf(source, id)
    times.push(performance.now() - started)
    const { status, steps } = proofs(stores, id)
    expect(story).toContain(`Order ${id}: ${status}.`)
    for (const step of steps) {
      proven++
      const line = new RegExp(`^  ${step} +(.*)$`, 'm').exec(story!)?.[1]
      expect(line, `${step} of ${story}`).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}|^not seen: .*, but \S+ says/)
      if (line!.startsWith('not seen')) notSeen++
    }
  }
  const slowest = Math.max(...times)
  console.log(
    `${ORDERS} orders, ${KILLS} kills, ${system.lines.length} lines: ` +
      `${proven} steps are proven, ${notSeen} of them not seen; the slowest story took ${Math.round(slowest)} ms`,
  )
  expect(proven).toBeGreaterThan(3 * ORDERS)
  expect(notSeen).toBeLessThan(proven * LOST)
  expect(slowest).toBeLessThan(2_000)
})

/** Returns the ids of the orders. */
async function placeWhileKilling(system: TestSystem): Promise<string[]> {
  for (const sku of SKUS) await stockUp(system.url, sku, STOCK)
  let kills = 0
  const killing = (async () => {
    for (; kills < KILLS; kills++) {
      await sleep(50 + Math.random() * 250)
      const name = system.names[kills % system.names.length]!
      system.process(name).kill('SIGKILL')
      await system.restart(name)
    }
  })()
  let next = 0
  const ids: string[] = []
  const work = async () => {
    for (let i = next++; i < ORDERS; i = next++) {
      while (kills < Math.floor((i * KILLS) / ORDERS)) await sleep(10)
      ids.push(await buy(system.url, i))
    }
  }
  await Promise.all([killing, ...Array.from({ length: WORKERS }, work)])
  return ids
}

/** Places an order, cancels every fifth one that was confirmed, and returns its id. */
async function buy(url: string, i: number): Promise<string> {
  const lines = [
    { sku: SKUS[i % 4]!, quantity: 1 + (i % 3) },
    { sku: SKUS[(i + 1) % 4]!, quantity: 1 },
  ]
  const { status, body } = await place(url, lines)
  // A rejected order (409) is in the problem.
  const order = status === 409 ? (body as { order: Order }).order : (body as Order)
  if (order.status === 'confirmed' && i % 5 === 0)
    await sendWithRetries('PUT', `${url}/api/orders/${order.id}/cancellation`)
  return order.id
}

/** What the databases say of an order: its status, and the steps that must have happened. */
function proofs(stores: Record<string, string>, id: string): { status: string; steps: string[] } {
  using orders = new DatabaseSync(stores.orders!, { readOnly: true })
  using catalog = new DatabaseSync(stores.catalog!, { readOnly: true })
  const status = String(orders.prepare('SELECT status FROM orders WHERE id = ?').get(id)!.status)
  const decision = catalog.prepare('SELECT decision FROM reservations WHERE order_id = ?').get(id)!.decision
  const { status: reservation } = JSON.parse(String(decision))
  const steps = ['written', 'reserved']
  if (status === 'confirmed' || status === 'rejected') steps.push('settled')
  if (status === 'cancelled') steps.push('cancelling', 'cancelled')
  if (reservation === 'released') steps.push('released')
  return { status, steps }
}
