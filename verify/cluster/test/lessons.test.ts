import type { Lessons } from '@slipway/contracts'
import { copyOfManifests } from '@slipway/manifests'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { forwardPort, kubectl, podsOf, settled, skipped } from './cluster.ts'
import { testOverlay } from './overlay.ts'
import { APPLIED_WITHIN, connects, policiesSkipped } from './policies.ts'

const PORT = 9470 // the default of LESSONS_PORT

describe.skipIf(skipped)(`lessons on Kubernetes${skipped}`, () => {
  const namespace = () => `${inject('namespace')}-lessons`
  beforeAll(async () => {
    using copy = copyOfManifests()
    await kubectl(['apply', '--kustomize', testOverlay(copy.path, 'lessons', namespace())])
    await settled(namespace())
  })
  afterAll(() => kubectl(['delete', 'namespace', namespace()]))

  test('one catalog is made slow through the gateway, and its responses show it', async () => {
    await using forwarded = await forwardPort(namespace())
    const lessons = (await (await fetch(`${forwarded.url}/lessons`)).json()) as Lessons
    const catalogs = lessons.instances.filter(({ service }) => service === 'catalog').map(({ name }) => name)
    const pods = (await podsOf(namespace(), 'catalog')).map(({ metadata }) => metadata.name)
    expect(catalogs).toEqual(pods.toSorted())

    const { status } = await fetch(`${forwarded.url}/lessons/instances/${catalogs[0]}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ slowMs: 200 }),
    })
    expect(status).toBe(200)
    const fastest = new Map<string, number>()
    for (let sent = 0; sent < 40; sent++) {
      const { headers } = await fetch(`${forwarded.url}/api/products?limit=1`)
      const [, name = '', ms] =
        /catalog;desc="([^"]+)";dur=([\d.]+)/.exec(headers.get('server-timing') ?? '') ?? []
      fastest.set(name, Math.min(Number(ms), fastest.get(name) ?? Infinity))
    }
    const slow = [...fastest].filter(([, ms]) => ms > 190).map(([name]) => name)
    expect(slow).toEqual([catalogs[0]])
  })

  test.skipIf(policiesSkipped)(
    `only the gateway reaches the lessons port of a catalog${policiesSkipped}`,
    async () => {
      const reaches = async (from: string) => {
        const [caller] = await podsOf(namespace(), from)
        const [called] = await podsOf(namespace(), 'catalog')
        const pod = ['--namespace', namespace(), caller!.metadata.name]
        return connects(pod, { host: called!.status.podIP, port: PORT })
      }
      await vi.waitUntil(async () => !(await reaches('orders')), { timeout: 1_000 * APPLIED_WITHIN })
      expect(await reaches('gateway')).toBe(true)
    },
  )
})
