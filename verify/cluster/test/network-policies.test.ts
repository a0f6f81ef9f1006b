import { setTimeout as sleep } from 'node:timers/promises'
import { PUBLISHED } from '@slipway/harness'
import { APPS, SERVICES } from '@slipway/services'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { clientPod, clientsOf } from './clients.ts'
import { inSystem, kubectl, podsOf, settled, skipped } from './cluster.ts'
import { METRICS_PORT } from './overlay.ts'

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

/** How long a network plugin takes at the most to apply policies to a new pod, in s. */
const APPLIED_WITHIN = 15

const enforced = !skipped && (await enforcesPolicies())
const reason =
  skipped || (enforced ? '' : ' (skipped: the network plugin of the cluster does not enforce policies)')

describe.skipIf(reason)(`network policies${reason}`, () => {
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

/** Whether the cluster enforces a policy of the test's own on a pod of its own: the system's are what is tested. */
async function enforcesPolicies(): Promise<boolean> {
  const namespace = clientsOf(inject('namespace'))
  const labels = { app: 'confined' }
  const pod = clientPod(namespace)
  const metadata = { name: 'confined', namespace, labels }
  const spec = { podSelector: { matchLabels: labels }, policyTypes: ['Egress'] }
  const items = [
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec },
    { ...pod, metadata },
  ]
  const all = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  await kubectl(['apply', '--filename', '-'], all)
  try {
    await kubectl(['--namespace', namespace, 'wait', '--for=condition=Ready', 'pod/confined'])
    for (let polls = 0; polls < APPLIED_WITHIN; polls++) {
      if (!(await connects('confined', 'DNS'))) return true
      await sleep(1_000)
    }
    return false
  } finally {
    await kubectl(['delete', '--filename', '-'], all)
  }
}

/** Whether a connection is established within two seconds. */
async function connects(source: string, target: string): Promise<boolean> {
  const { host, port } = await addressOf(target)
  const script = `const socket = require('net').connect(${port}, '${host}')
    socket.on('connect', () => process.exit()).on('error', () => process.exit(1))
    setTimeout(() => process.exit(1), 2000)`
  const node = ['/nodejs/bin/node', '--eval', script]
  const command = source === 'redis' ? ['timeout', '2', 'bash', '-c', `< /dev/tcp/${host}/${port}`] : node
  return kubectl(['exec', ...(await podOf(source)), '--', ...command]).then(
    () => true,
    (error) => {
      if (/exit code (1|124)/.test(error.message)) return false
      throw error
    },
  )
}

async function podOf(source: string): Promise<string[]> {
  const namespace = inject('namespace')
  if (source === 'client' || source === 'confined') return ['--namespace', clientsOf(namespace), source]
  if (source === 'stranger') return ['--namespace', namespace, 'client']
  return ['--namespace', namespace, (await podsOf(undefined, source))[0]!.metadata.name]
}

async function addressOf(target: string): Promise<{ host: string; port: number }> {
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
  const pods = ['get', 'pods', '--namespace', 'kube-system', '--selector', 'k8s-app=kube-dns']
  return { host: await kubectl([...pods, '--output', 'jsonpath={.items[0].status.podIP}']), port: 53 }
}
