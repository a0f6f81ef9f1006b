import type { Lessons } from '@slipway/contracts'
import { copyOfManifests } from '@slipway/manifests'
import { SERVICES } from '@slipway/services'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { forwardPort, kubectl, podsOf, settled, skipped } from './cluster.ts'
import { testOverlay } from './overlay.ts'

const PORT = 9470 // the default of LESSONS_PORT
const GATEWAY_PORT = SERVICES.find(({ published }) => published)!.port
/** How long a network plugin takes at the most to apply policies to new pods. */
const APPLIED = { timeout: 30_000, interval: 1_000 }

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

  test('only the gateway reaches the lessons port of a catalog', async (context) => {
    // Policies apply to new pods after a while. What no policy allows shows whether this cluster enforces any.
    const denied = () => connects('catalog', 'gateway', GATEWAY_PORT)
    const enforced = await vi.waitUntil(async () => !(await denied()), APPLIED).catch(() => false)
    if (!enforced) {
      context.task.meta.skipped = 'the network plugin of the cluster does not enforce policies'
      context.skip(context.task.meta.skipped)
    }
    expect(await connects('gateway', 'catalog', PORT)).toBe(true)
    expect(await connects('orders', 'catalog', PORT)).toBe(false)
  })

  /** Whether a pod of an app gets a connection to one of another within two seconds. */
  async function connects(from: string, to: string, port: number): Promise<boolean> {
    const [caller] = await podsOf(namespace(), from)
    const [called] = await podsOf(namespace(), to)
    const script = `require('net').connect(${port}, '${called!.status.podIP}')
      .on('connect', () => process.exit()).on('error', () => process.exit(1)).setTimeout(2000, () => process.exit(1))`
    const exec = ['--namespace', namespace(), 'exec', caller!.metadata.name, '--']
    return kubectl([...exec, '/nodejs/bin/node', '--eval', script]).then(
      () => true,
      (error) => {
        if (/exit code 1/.test(error.message)) return false
        throw error
      },
    )
  }
})
