import { setTimeout as sleep } from 'node:timers/promises'
import { dockerAnswers } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { composeUp, skipped } from './engine.ts'
import { startLoad } from './load.ts'

const NOTICED = 5_000 * 5 // ms: the five seconds that are promised, on a machine that is busy with other things

describe.skipIf(!dockerAnswers)(`docker compose up --scale, under load${skipped}`, () => {
  test('callers notice more and fewer replicas, spread over them, and no request fails', async () => {
    await using system = await composeUp()
    const load = await startLoad(system.url)
    const scale = async (replicas: number) => {
      const options = ['--detach', '--wait', '--no-recreate', '--scale', `catalog=${replicas}`]
      await system.compose('up', ...options)
      const start = performance.now()
      const noticed = async () => (await shares(system.url, 40)).length
      await expect.poll(noticed, { timeout: NOTICED, interval: 50 }).toBe(replicas)
      console.log(`catalog=${replicas}: noticed after ${Math.round(performance.now() - start)} ms`)
    }

    await scale(4)
    expect(Math.min(...(await shares(system.url, 400)))).toBeGreaterThanOrEqual(50) // half of an even share
    await scale(1)
    await sleep(1_000) // what a replica that left might still cost

    const { sent, failures } = await load.stop()
    expect(failures.slice(0, 5)).toEqual([])
    expect(sent).toBeGreaterThan(500)
  })
})

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
