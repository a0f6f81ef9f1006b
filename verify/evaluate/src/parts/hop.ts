import { round, type Summary, summarise } from '@slipway/bench'
import { percentile } from '@slipway/harness'
import { place, send, startSystem, stockUp } from '@slipway/testing'
import { address } from '@slipway/tools'
import type { Options } from '../part.ts'

const FULL = { warmUp: 2_000, requests: 2_000 }
const QUICK = { warmUp: 5, requests: 10 }
const SKU = 'hop'

export interface HopResult {
  name: string
  /** The service itself, and the same through the gateway, in ms. */
  direct: Times
  through: Times
  /** Through the gateway less directly, request by request: median, least, most. */
  added: Summary
}
interface Times {
  p50: number
  p99: number
}
export interface HopReport {
  requests: number
  results: HopResult[]
}

/** What one more hop costs a request: the gateway between a client and a service, one request at a time. */
export async function measureHop({ quick }: Options): Promise<HopReport> {
  const { warmUp, requests } = quick ? QUICK : FULL
  await using system = await startSystem()
  for (let i = 0; i < 10; i++) await stockUp(system.url, SKU, 1_000)
  const urlOf = (name: string) => address(system.process(name).spec)
  const read = (url: string) => send('GET', `${url}/api/products/${SKU}`)
  const order = (url: string) => place(url, [{ sku: SKU, quantity: 1 }])
  const results: HopResult[] = []
  for (const [name, service, run] of [
    ['a read', 'catalog-1', read],
    ['an order', 'orders-1', order],
  ] as const) {
    await inTurns(run, urlOf(service), system.url, warmUp)
    const times = await inTurns(run, urlOf(service), system.url, requests)
    results.push({ name, ...times })
    console.log(`  ${name}: ${JSON.stringify(times)}`)
  }
  return { requests, results }
}

async function inTurns(
  run: (url: string) => Promise<unknown>,
  service: string,
  gateway: string,
  requests: number,
): Promise<Omit<HopResult, 'name'>> {
  const [direct, through]: [number[], number[]] = [[], []]
  const time = async (url: string, times: number[]) => {
    const start = performance.now()
    const outcome = (await run(url)) as { status?: number }
    times.push(performance.now() - start)
    if (![200, 201].includes(outcome.status!)) throw new Error(`${url}: ${JSON.stringify(outcome)}`)
  }
  for (let i = 0; i < requests; i++) {
    await time(service, direct)
    await time(gateway, through)
  }
  const added = summarise(through.map((ms, i) => ms - direct[i]!))
  return { direct: timesOf(direct), through: timesOf(through), added }
}

function timesOf(all: number[]): Times {
  const samples = all.map((ms) => ({ ms }))
  return { p50: round(percentile(samples, 0.5)), p99: round(percentile(samples, 0.99)) }
}
