import { setTimeout as sleep } from 'node:timers/promises'
import { describeResult, resultOf, startLoad } from '@slipway/e2e'
import { dockerAnswers } from '@slipway/testing'
import { describe, expect, test, vi } from 'vitest'
import { composeUp, skipped } from './engine.ts'

const NOTICED = 2_000 // ms, after which shares are even; a busy machine may take five times that
const REQUESTS = 2_000
const MEASURED = 60_000 // ms that these may take
const UNEVEN = 0.15 // of an even share

describe.skipIf(!dockerAnswers)(`docker compose up --scale, under load${skipped}`, () => {
  test('2 → 4 → 1 catalog: no request fails, and each replica takes its share two seconds later', async () => {
    await using system = await composeUp()
    const load = await startLoad(system.url, { rate: 200 })
    const scale = async (replicas: number) => {
      const options = ['--detach', '--wait', '--no-recreate', '--scale', `catalog=${replicas}`]
      await system.compose('up', ...options)
      await sleep(NOTICED)
      await vi.waitFor(() => expectEvenShares(system.url, replicas), { timeout: 5 * NOTICED + MEASURED })
    }

    await scale(2)
    await scale(4)
    await scale(1)

    const result = resultOf(await load.stop())
    console.log(describeResult(result))
    expect(result.examples).toEqual([])
    expect(result.sent).toBeGreaterThan(2_000)
  })
})

async function expectEvenShares(url: string, replicas: number): Promise<void> {
  const served = await shares(url, REQUESTS)
  console.log(`catalog=${replicas}: ${REQUESTS} requests were shared ${served.join(' + ')}`)
  expect(served).toHaveLength(replicas)
  for (const share of served) {
    expect(Math.abs((share * replicas) / REQUESTS - 1)).toBeLessThanOrEqual(UNEVEN)
  }
}

/** How many of so many requests each replica of catalog has served. */
async function shares(url: string, requests: number): Promise<number[]> {
  const counts = new Map<string, number>()
  for (let sent = 0; sent < requests; sent++) {
    const { headers } = await fetch(`${url}/api/products?limit=1`)
    const instance = /catalog;desc="([^"]+)"/.exec(headers.get('server-timing') ?? '')?.[1]
    if (instance) counts.set(instance, (counts.get(instance) ?? 0) + 1)
  }
  return [...counts.values()]
}
