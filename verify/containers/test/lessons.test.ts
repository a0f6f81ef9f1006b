import type { Lessons } from '@slipway/contracts'
import { composeUp, skipped } from '@slipway/harness/docker'
import { dockerAvailable } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

const FILES = ['compose.yaml', 'docker/compose.lessons.yaml']

describe.skipIf(!dockerAvailable)(`lessons in Compose${skipped}`, () => {
  test('one catalog is made slow through the gateway, and its responses show it', async () => {
    await using system = await composeUp({ files: FILES })
    const lessons = (await (await fetch(`${system.url}/lessons`)).json()) as Lessons
    const catalogs = lessons.instances.filter(({ service }) => service === 'catalog').map(({ name }) => name)
    expect(catalogs).toHaveLength(2)
    expect(lessons).toMatchObject({ processes: false, instances: Array(4).fill({ process: null }) })

    const slow = await fetch(`${system.url}/lessons/instances/${catalogs[0]}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ slowMs: 200 }),
    })
    expect(slow.status).toBe(200)
    expect(
      [...(await fastest(system.url, 40)).entries()].filter(([, ms]) => ms > 190).map(([name]) => name),
    ).toEqual([catalogs[0]])
  })
})

/** The fastest response of each catalog among some reads, in ms, as it says itself. */
async function fastest(url: string, reads: number): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (let sent = 0; sent < reads; sent++) {
    const { headers } = await fetch(`${url}/api/products?limit=1`)
    const [, name, ms] = /catalog;desc="([^"]+)";dur=([\d.]+)/.exec(headers.get('server-timing') ?? '') ?? []
    if (name) times.set(name, Math.min(Number(ms), times.get(name) ?? Infinity))
  }
  return times
}
