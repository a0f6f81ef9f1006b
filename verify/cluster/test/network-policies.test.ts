import { PUBLISHED } from '@slipway/harness'
import { APPS, SERVICES } from '@slipway/services'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { clientPod, clientsOf } from './clients.ts'
import { inSystem, kubectl, podsOf, settled } from './cluster.ts'
import { METRICS_PORT } from './overlay.ts'
import {
  type Address,
  APPLIED_WITHIN,
  addressOfDns,
  connects as connectsFrom,
  policiesSkipped,
} from './policies.ts'

/** `client` is in another namespace, `stranger` in that of the system. */
const SOURCES = ['client', 'stranger', ...APPS, 'redis']
const METRICS = APPS.map((app) => `${app} metrics`)
const TARGETS = [...APPS, ...METRICS, 'redis', 'DNS', 'API server']
const ALLOWED = [
  // The namespace of `client` is also that of the monitoring.
  ...[PUBLISHED, ...METRICS, 'DNS', 'API server'].map((target) => `client → ${target}`),
  ...SERVICES.flatMap(({ name, calls, store }) =>
    [...calls, ...(store ? ['redis'] : []), 'DNS'].map((target) => `${name} → ${target}`),
  ),
]
const PORTS: Record<string, number> = {
  ...Object.fromEntries(SERVICES.map(({ name, port }) => [name, port])),
  redis: 6379,
}
const PAIRS = SOURCES.flatMap((source) =>
  TARGETS.map((target) => ({ source, target, pair: `${source} → ${target}` })),
)
// A pod always reaches itself, and Redis has only one.
const MATRIX = PAIRS.filter(({ pair }) => pair !== 'redis → redis')

describe.skipIf(policiesSkipped)(`network policies${policiesSkipped}`, () => {
  const results = new Map<string, boolean>()
  beforeAll(async () => {
    await settled()
    await kubectl(['apply', '--filename', '-'], JSON.stringify(clientPod(inject('namespace'))))
    await inSystem('wait', '--for=condition=Ready', 'pod/client')
    const isolated = async () => !(await connects('stranger', 'redis'))
    await vi.waitUntil(isolated, { timeout: APPLIED_WITHIN * 1_000, interval: 1_000 })
    const fromEach = SOURCES.map(async (source) => {
      for (const one of MATRIX.filter((pair) => pair.source === source))
        results.set(one.pair, await connects(source, one.target))
    })
    await Promise.all(fromEach)
  })
  afterAll(() => inSystem('delete', 'pod', 'client'))

  test.each(MATRIX.map(({ pair }) => [pair, ALLOWED.includes(pair) ? 'allowed' : 'denied']))(
    '%s: %s',
    (pair, expected) => {
      expect(results.get(pair) ? 'allowed' : 'denied').toBe(expected)
    },
  )
})

const connects = async (source: string, target: string) =>
  connectsFrom(await podOf(source), await addressOf(target), source === 'redis' ? 'bash' : 'node')

async function podOf(source: string): Promise<string[]> {
  const namespace = inject('namespace')
  if (source === 'client') return ['--namespace', clientsOf(namespace), source]
  if (source === 'stranger') return ['--namespace', namespace, 'client']
  return ['--namespace', namespace, (await podsOf(undefined, source))[0]!.metadata.name]
}

async function addressOf(target: string): Promise<Address> {
  if (target in PORTS) {
    // The last pod: the first is the one that calls.
    return { host: (await podsOf(undefined, target)).at(-1)!.status.podIP, port: PORTS[target]! }
  }
  if (METRICS.includes(target)) {
    return { host: (await podsOf(undefined, target.split(' ')[0])).at(-1)!.status.podIP, port: METRICS_PORT }
  }
  if (target === 'API server') {
    const service = ['get', 'service', 'kubernetes', '--namespace', 'default']
    return { host: await kubectl([...service, '--output', 'jsonpath={.spec.clusterIP}']), port: 443 }
  }
  return addressOfDns()
}
