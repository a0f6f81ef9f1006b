import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '@slipway/contracts'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { available, settledOrder } from '../../src/client.ts'
import { type Kind, type Sample, startLoad } from '../../src/load.ts'
import { failures, percentile } from '../../src/load-result.ts'
import { startRelay } from '../../src/relay.ts'
import { startSystem } from '../../src/system.ts'
import { RATE, report } from './report.ts'

const CATALOGS = ['catalog-1', 'catalog-2']
const RESERVE = 10 // retries that a caller may spend beyond its budget
const RETURN = 6_000 // ms

test('every catalog instance away: said at once, asked no more than it helps, and nothing is lost', {
  timeout: 120_000,
}, async () => {
  using folder = temporaryFolder()
  const ports = new Map<string, number>()
  await using first = await startRelay(() => ports.get('catalog-1')!)
  await using second = await startRelay(() => ports.get('catalog-2')!)
  const relays = [first, second]
  await using system = await startSystem({ data: folder.path }, (specs) => {
    for (const { name, port, app, env } of specs) {
      ports.set(name, port)
      if (app !== 'catalog') env.CATALOG_URL = relays.map(({ url }) => url).join(',')
    }
  })
  const load = await startLoad(system.url, { rate: RATE, kinds: ['read', 'order', 'read-order'] })
  await sleep(2_000)

  for (const name of CATALOGS) system.process(name).kill('SIGKILL')
  await Promise.all(CATALOGS.map((name) => system.process(name).exited))
  const gone = performance.now()
  for (const relay of relays) relay.connections = 0
  await sleep(5_000)
  const attempts = relays.reduce((sum, { connections }) => sum + connections, 0)
  const whileAway = load.samples.filter(({ at, ms }) => at >= gone && at + ms < performance.now())
  await Promise.all(CATALOGS.map(system.restart))
  const back = performance.now()
  await sleep(RETURN)

  const samples = await load.stop()
  const all: Order[] = []
  for (const { id } of ordersOf(samples)) all.push(await settledOrder(system.url, id))
  report('every catalog away for 5 s', samples, gone)
  const of = (kind: Kind) => whileAway.filter((sample) => sample.kind === kind)
  const status = ({ outcome }: Sample) => ('status' in outcome ? outcome.status : 0)

  // Reads of products: refused at once when the breaker is open. Before, the relays take connections and break
  // them off, after which nobody knows whether a request was received: 504.
  expect(new Set(of('read').map(status))).toEqual(new Set([503, 504]))
  const open = of('read').filter(({ at }) => at > gone + 1_000)
  console.log(
    `reads refused in ${percentile(open, 0.5).toFixed(1)} ms, p99 ${percentile(open, 0.99).toFixed(1)} ms`,
  )
  expect(percentile(open, 0.95)).toBeLessThan(5 * 20)
  // What does not need catalog goes on, and orders are taken.
  expect(new Set(of('read-order').map(status))).toEqual(new Set([200]))
  expect(
    of('order')
      .map(status)
      .filter((code) => code !== 202 && code !== 503),
  ).toEqual([])
  // Three callers: the gateway and two instances of orders.
  const requests = of('read').length + of('order').length
  console.log(`${attempts} attempts for ${requests} requests`)
  expect(attempts).toBeLessThanOrEqual(1.2 * requests + 3 * RESERVE)
  // Everything that was acknowledged has come to its end, and is what the stock says.
  expect(new Set(all.map((order) => order.status))).toEqual(new Set(['confirmed']))
  expect(await available(system.url, load.sku)).toBe(20_000 - 1 - all.length)
  // The way back.
  const late = failures(samples.filter(({ at }) => at > back + RETURN / 2))
  expect(late.slice(0, 5)).toEqual([])
})

const ordersOf = (samples: Sample[]): Order[] =>
  samples.flatMap(({ kind, outcome }) =>
    kind === 'order' && 'status' in outcome && outcome.status < 300 ? [outcome.body as Order] : [],
  )
