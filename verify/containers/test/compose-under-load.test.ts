import { setTimeout as sleep } from 'node:timers/promises'
import {
  expectNoFailures,
  formatResult,
  LATE_STORE,
  resultOf,
  retryAtStore,
  STORED,
  startLoad,
} from '@slipway/harness'
import { type ComposeProject, composeUp, docker, skipped } from '@slipway/harness/docker'
import { PUBLIC_SERVICES } from '@slipway/services'
import { dockerAvailable } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest'

const NOTICED = 2_000 // ms, after which shares are even; a busy machine may take five times that
const REQUESTS = 2_000
const MEASURED = 60_000 // ms that these may take
const UNEVEN = 0.15 // of an even share

const { name, path } = PUBLIC_SERVICES[0]!

describe.skipIf(!dockerAvailable)(`docker compose up, under load${skipped}`, () => {
  let system: ComposeProject
  beforeAll(async () => {
    system = await composeUp()
  })
  afterAll(() => system?.[Symbol.asyncDispose]())

  /** Starts what is missing, and waits until all is healthy. */
  const up = (...options: string[]) => system.compose('up', '--detach', '--wait', '--no-recreate', ...options)
  const containersOf = async (app: string) =>
    (await system.compose('ps', '--quiet', app)).split('\n').filter(Boolean)

  async function failsNoRequest(context: TestContext, action: () => Promise<void>): Promise<void> {
    const load = await startLoad(system.url, { rate: 100, retry: retryAtStore(LATE_STORE) })
    await action()
    await sleep(NOTICED)
    const result = resultOf(await load.stop())
    console.log(formatResult(result))
    expect(result.sent).toBeGreaterThan(200)
    expectNoFailures(context, result)
  }

  test(`one of two containers of ${STORED.join(' and ')} is killed: no request fails`, (context) =>
    failsNoRequest(context, async () => {
      for (const app of STORED) {
        await sleep(NOTICED)
        const [first] = await containersOf(app)
        await docker(['kill', first!])
      }
      await sleep(NOTICED)
      await up()
    }))

  test(`every container of ${STORED.join(' and ')} is restarted, one by one: no request fails`, (context) =>
    failsNoRequest(context, async () => {
      for (const container of (await Promise.all(STORED.map(containersOf))).flat()) {
        await docker(['restart', container])
        await up()
      }
    }))

  test(`2 → 4 → 1 ${name}: no request fails, and all replicas have even shares two seconds later`, async (context) => {
    const load = await startLoad(system.url, { rate: 200, retry: retryAtStore(LATE_STORE) })
    const scale = async (replicas: number) => {
      await up('--scale', `${name}=${replicas}`)
      await sleep(NOTICED)
      await vi.waitFor(() => expectEvenShares(system.url, replicas), { timeout: 5 * NOTICED + MEASURED })
    }

    await scale(2)
    await scale(4)
    await scale(1)

    const result = resultOf(await load.stop())
    console.log(formatResult(result))
    expect(result.sent).toBeGreaterThan(2_000)
    expectNoFailures(context, result)
  })
})

async function expectEvenShares(url: string, replicas: number): Promise<void> {
  const served = await shares(url)
  console.log(`${name}=${replicas}: ${REQUESTS} requests were shared ${served.join(' + ')}`)
  expect(served).toHaveLength(replicas)
  for (const share of served) {
    expect(Math.abs((share * replicas) / REQUESTS - 1)).toBeLessThanOrEqual(UNEVEN)
  }
}

/** How many requests each replica has served. */
async function shares(url: string): Promise<number[]> {
  const counts = new Map<string, number>()
  for (let sent = 0; sent < REQUESTS; sent++) {
    const { headers } = await fetch(`${url}${path}?limit=1`)
    const timing = headers.get('server-timing') ?? ''
    const instance = new RegExp(`${name};desc="([^"]+)"`).exec(timing)?.[1]
    if (instance) counts.set(instance, (counts.get(instance) ?? 0) + 1)
  }
  return [...counts.values()]
}
