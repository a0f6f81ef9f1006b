import { execFileSync } from 'node:child_process'
import { ROOT } from '@slipway/tools'
import {
  type Container,
  DRAIN_DELAY_MS,
  listRenderings,
  parseResources,
  type Resource,
  render,
  SHUTDOWN_TIMEOUT_MS,
  violations,
} from '@slipway/tools/manifests'
import { describe, expect, test } from 'vitest'
import { copyOfManifests, skippedWithout } from './manifests.ts'

const skipped = await skippedWithout('kubectl')
const EXPECTED = {
  secretsFromOutside: ['redis-users', 'catalog-store-url', 'orders-store-url'],
  imagesByDigest: true,
}

/** Base with all components. */
const all = skipped ? '' : await renderAll()
async function renderAll(): Promise<string> {
  using copy = copyOfManifests()
  const renderings = listRenderings(copy.path)
  return await render(renderings.find(({ name }) => name.includes('+ gateway-api +'))!)
}

class Manifests {
  readonly resources = parseResources(all)

  find(kind: string, name: string): Resource {
    const index = this.resources.findIndex((one) => one.kind === kind && one.metadata.name.startsWith(name))
    return this.resources[index]!
  }
  remove(kind: string, name: string): void {
    this.resources.splice(this.resources.indexOf(this.find(kind, name)), 1)
  }
  pod(app = 'catalog') {
    return this.find(app === 'redis' ? 'StatefulSet' : 'Deployment', app).spec.template.spec
  }
  container(app = 'catalog'): Container {
    return this.pod(app).containers[0]!
  }
}

type Plant = (manifests: Manifests) => unknown

describe.skipIf(skipped)(`a planted violation is found, and named${skipped}`, () => {
  test('where none is planted, none is found', () => {
    expect(violations(parseResources(all), EXPECTED)).toEqual([])
  })

  const planted: [finding: string, plant: Plant][] = [
    // confined
    ['Deployment catalog: runAsNonRoot is not set', (m) => delete m.pod().securityContext!.runAsNonRoot],
    [
      'Deployment catalog: seccompProfile is not RuntimeDefault',
      (m) => (m.pod().securityContext!.seccompProfile!.type = 'Unconfined'),
    ],
    ['Deployment catalog: shares a namespace with its node', (m) => (m.pod().hostPID = true)],
    [
      'Deployment catalog: mounts a folder of its node',
      (m) => m.pod().volumes!.push({ name: 'host', hostPath: {} }),
    ],
    [
      'Deployment catalog: app: allowPrivilegeEscalation is not false',
      (m) => delete m.container().securityContext!.allowPrivilegeEscalation,
    ],
    [
      'StatefulSet redis: redis: capabilities are not dropped',
      (m) => (m.container('redis').securityContext!.capabilities!.drop = ['KILL']),
    ],
    [
      'Deployment catalog: app: capabilities are added',
      (m) => (m.container().securityContext!.capabilities!.add = ['NET_RAW']),
    ],
    ['Deployment catalog: app: takes a port of its node', (m) => (m.container().ports![0]!.hostPort = 3001)],
    [
      'Deployment catalog: init: capabilities are not dropped',
      (m) =>
        (m.pod().initContainers = [
          { name: 'init', image: m.container().image, securityContext: { allowPrivilegeEscalation: false } },
        ]),
    ],
    // accounts
    [
      'StatefulSet redis: a token for the API server is mounted',
      (m) => (m.pod('redis').automountServiceAccountToken = true),
    ],
    // probes
    ['Deployment orders: app: readinessProbe is missing', (m) => delete m.container('orders').readinessProbe],
    [
      'Deployment orders: app: livenessProbe asks /readyz, not /livez',
      (m) => (m.container('orders').livenessProbe!.httpGet!.path = '/readyz'),
    ],
    [
      'Deployment orders: app: startupProbe asks port 3001, which there is not',
      (m) => (m.container('orders').startupProbe!.httpGet!.port = 3001),
    ],
    // leaving
    [
      'Deployment gateway: terminationGracePeriodSeconds 10 is not over the 13 s that leaving takes',
      (m) => (m.pod('gateway').terminationGracePeriodSeconds = 10),
    ],
    [
      'Deployment gateway: an update may take a replica before its successor is ready (maxUnavailable)',
      (m) => delete m.find('Deployment', 'gateway').spec.strategy,
    ],
    // spread
    [
      'Deployment gateway: no soft anti-affinity to its own replicas',
      (m) => (m.pod('gateway').affinity = m.pod('orders').affinity!),
    ],
    [
      'Deployment gateway: no spread over zones of its own replicas',
      (m) => delete m.pod('gateway').topologySpreadConstraints,
    ],
    // secrets
    [
      'ConfigMap orders-PLANTED: API_TOKEN holds a secret in clear',
      (m) => (m.find('ConfigMap', 'orders').data!.API_TOKEN = 'abc'),
    ],
    [
      'Deployment orders: REDIS_PASSWORD holds a secret in clear',
      (m) => (m.container('orders').env = [{ name: 'REDIS_PASSWORD', value: 'abc' }]),
    ],
    [
      'ConfigMap orders-PLANTED: STORE_URL holds a URL with a password',
      (m) => (m.find('ConfigMap', 'orders').data!.STORE_URL = 'redis://orders:abc@redis:6379'),
    ],
    [
      'Deployment orders: STORE_URL puts a secret into the environment: mount it as a file',
      (m) => (m.container('orders').env = [{ name: 'STORE_URL', valueFrom: { secretKeyRef: {} } }]),
    ],
    [
      'Deployment orders: orders-store-url is put into the environment: mount it as files',
      (m) => m.container('orders').envFrom!.push({ secretRef: { name: 'orders-store-url' } }),
    ],
    // objects
    [
      'Deployment catalog: ConfigMap planted is not there',
      (m) => m.container().envFrom!.push({ configMapRef: { name: 'planted' } }),
    ],
    [
      'Deployment catalog: Secret planted is not there',
      (m) => m.pod().volumes!.push({ name: 'p', secret: { secretName: 'planted' } }),
    ],
    ['StatefulSet redis: ServiceAccount redis is not there', (m) => m.remove('ServiceAccount', 'redis')],
    [
      'ConfigMap planted: no pod uses it',
      (m) =>
        m.resources.push({
          ...m.find('ConfigMap', 'orders'),
          metadata: { name: 'planted', namespace: 'slipway' },
        }),
    ],
    // ports
    [
      'Service catalog: Deployment catalog has no port web',
      (m) => (m.find('Service', 'catalog').spec.ports[0]!.targetPort = 'web'),
    ],
    [
      'HTTPRoute gateway: there is no Service gateway with port 8080',
      (m) => (m.find('HTTPRoute', 'gateway').spec.rules[0]!.backendRefs![0]!.port = 8080),
    ],
    // policies
    [
      'NetworkPolicy redis: selects no pod',
      (m) => (m.find('NetworkPolicy', 'redis').spec.podSelector = { matchLabels: { app: 'redis' } }),
    ],
    [
      'NetworkPolicy orders: names a peer that there is not: {"matchLabels":{"app":"web"}}',
      (m) =>
        (m.find('NetworkPolicy', 'orders').spec.ingress![0]!.from![0]!.podSelector = {
          matchLabels: { app: 'web' },
        }),
    ],
    [
      'NetworkPolicy orders: Deployment orders has no port redis',
      (m) => (m.find('NetworkPolicy', 'orders').spec.ingress![0]!.ports![0]!.port = 'redis'),
    ],
    [
      'NetworkPolicy redis-clients: StatefulSet redis has no port http',
      (m) => (m.find('NetworkPolicy', 'redis-clients').spec.egress![0]!.ports![0]!.port = 'http'),
    ],
    [
      'NetworkPolicy gateway: Deployment gateway has no port 80',
      (m) => (m.find('NetworkPolicy', 'gateway').spec.ingress![0]!.ports![0]!.port = 80),
    ],
    // budgets
    [
      'PodDisruptionBudget orders: selects no pod',
      (m) =>
        (m.find('PodDisruptionBudget', 'orders').spec.selector = { matchLabels: { app: 'web' } } as never),
    ],
    [
      'PodDisruptionBudget orders: is about more than one workload',
      (m) => (m.find('PodDisruptionBudget', 'orders').spec.selector = {} as never),
    ],
    [
      'PodDisruptionBudget orders: keeps every node from being drained (maxUnavailable)',
      (m) => (m.find('PodDisruptionBudget', 'orders').spec.maxUnavailable = '0%'),
    ],
    [
      'PodDisruptionBudget orders: keeps every node from being drained (minAvailable)',
      (m) => (m.find('PodDisruptionBudget', 'orders').spec.minAvailable = 2),
    ],
    [
      'PodDisruptionBudget orders: lets a pod that does not work keep a node from being drained (unhealthyPodEvictionPolicy)',
      (m) => delete m.find('PodDisruptionBudget', 'orders').spec.unhealthyPodEvictionPolicy,
    ],
    // namespace
    ['there is not one Namespace', (m) => m.remove('Namespace', 'slipway')],
    [
      'Namespace slipway: Pod Security is not enforced at the level restricted',
      (m) => (m.find('Namespace', 'slipway').metadata.labels = {}),
    ],
    [
      'Service catalog: is not in the namespace slipway',
      (m) => (m.find('Service', 'catalog').metadata.namespace = 'default'),
    ],
    // pinned
    [
      'Deployment orders: localhost:5000/slipway/orders:dev is not named by digest',
      (m) => (m.container('orders').image = 'localhost:5000/slipway/orders:dev'),
    ],
  ]
  test.each(planted)('%s', (finding, plant) => {
    const manifests = new Manifests()
    plant(manifests)
    const { name } = manifests.find('ConfigMap', 'orders').metadata
    expect(violations(manifests.resources, EXPECTED)).toEqual([finding.replace('orders-PLANTED', name)])
  })

  test('an account that two workloads share', () => {
    const manifests = new Manifests()
    manifests.pod('catalog').serviceAccountName = 'orders'
    expect(violations(manifests.resources, EXPECTED)).toEqual([
      'Deployment catalog: shares orders with another',
      'Deployment orders: shares orders with another',
      'ServiceAccount catalog: no pod uses it',
    ])
  })

  test('Secrets that nobody said come from outside', () => {
    const findings = violations(parseResources(all), { ...EXPECTED, secretsFromOutside: [] })
    expect(findings.sort()).toEqual([
      'Deployment catalog: Secret catalog-store-url is not there',
      'Deployment orders: Secret orders-store-url is not there',
      'StatefulSet redis: Secret redis-users is not there',
    ])
  })
})

test('the time that a process takes to leave is the one in its settings', () => {
  const help = execFileSync(process.execPath, ['apps/orders/src/main.ts', '--help'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  const setting = (name: string) => Number(new RegExp(`${name} .*\\(default (\\d+)\\)`).exec(help)?.[1])
  expect(setting('DRAIN_DELAY_MS')).toBe(DRAIN_DELAY_MS)
  expect(setting('SHUTDOWN_TIMEOUT_MS')).toBe(SHUTDOWN_TIMEOUT_MS)
})
