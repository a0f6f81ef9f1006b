import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { docker, skipped as withoutDocker } from '@slipway/docker/engine'
import { type Platform, readPlatform } from '@slipway/docker/facts'
import { APPS, ROOT } from '@slipway/tools'
import { ofKind, type Peer, type Resource, selected, settingsOf, workloads } from '@slipway/tools/manifests'
import { describe, expect, test } from 'vitest'
import { renderOverlay, skippedWithout } from './manifests.ts'

const skipped = withoutDocker || (await skippedWithout('kubectl'))

/** What Kubernetes is told of a service, in the words that Compose and Swarm share. */
function facts(resources: Resource[], workload: Resource): Partial<Platform[string]> {
  const { spec: pod } = workload.spec.template
  const container = pod.containers[0]!
  const data = (kind: string, name: string) =>
    ofKind(resources, kind).find(({ metadata }) => metadata.name === name)!.data!
  const mounts = container.volumeMounts ?? []
  const volume = (name: string) => pod.volumes?.find((one) => one.name === name)
  const files = (kind: 'Secret' | 'ConfigMap') =>
    mounts.flatMap(({ name, mountPath }) => {
      const from = kind === 'Secret' ? volume(name)?.secret?.secretName : volume(name)?.configMap?.name
      return from ? Object.keys(data(kind, from)).map((file) => ({ file, path: `${mountPath}/${file}` })) : []
    })
  const { limits } = container.resources!
  return {
    image: container.image,
    command: container.args ?? null,
    user: String(pod.securityContext!.runAsUser),
    environment: settingsOf(workload, resources),
    'read-only root': container.securityContext!.readOnlyRootFilesystem!,
    'dropped capabilities': container.securityContext!.capabilities!.drop!,
    'grace period': `${pod.terminationGracePeriodSeconds! - (container.lifecycle?.preStop?.sleep?.seconds ?? 0)}s`,
    secrets: files('Secret').map(({ file }) => file),
    configs: files('ConfigMap').map(({ file, path }) => `${file} ${path}`),
    volumes: mounts
      .filter(({ name }) => !volume(name))
      .map(({ mountPath }) => `${workload.metadata.name} ${mountPath}`),
    replicas: workload.spec.replicas!,
    limits: { cpus: Number(limits.cpu), memory: bytes(limits.memory!), pids: 0 },
  }
}

const bytes = (memory: string) => String(Number.parseInt(memory, 10) * 1024 ** 2) // all are in Mi

/** What is different on purpose. */
const DIFFERENT: Record<string, { value: unknown; because: string }> = {
  'gateway: environment': {
    value: { CATALOG_URL: 'http://catalog:3001', ORDERS_URL: 'http://orders:3002', DRAIN_DELAY_MS: '3000' },
    because: 'there an update of it has a gap anyway; here its clients are to notice nothing',
  },
  'gateway: replicas': { value: 2, because: 'on one machine its port is taken by the first' },
  'redis: user': { value: '65532', because: 'a user above 10000 is none of the node; its image runs as any' },
}
/** What says nothing in Compose is said by the image. */
const BY_IMAGE: Record<string, unknown> = { user: '65532' }

describe.skipIf(skipped)(`Kubernetes runs the system that Compose runs${skipped}`, async () => {
  if (skipped) return void test('setting by setting', () => {})
  const compose = readPlatform(await docker(['compose', 'config']))
  const resources = await renderOverlay('dev')
  const kubernetes = Object.fromEntries(
    workloads(resources).map((workload) => [workload.metadata.name, facts(resources, workload)]),
  )

  test('with the same services', () => {
    expect(Object.keys(kubernetes).sort()).toEqual(Object.keys(compose).sort())
  })

  const settings = Object.entries(kubernetes).flatMap(([name, service]) =>
    Object.keys(service).map((setting) => [name, setting as keyof Platform[string]] as const),
  )
  test.each(settings)('%s: %s', (name, setting) => {
    const said = compose[name]?.[setting] ?? BY_IMAGE[setting] ?? null
    // How many processes a pod may have is the kubelet's to say.
    const expected = setting === 'limits' ? { ...(said as object), pids: 0 } : said
    expect(kubernetes[name]?.[setting]).toEqual(DIFFERENT[`${name}: ${setting}`]?.value ?? expected)
  })

  test.each(APPS)('%s: the port and the path that its image is asked for its health', (app) => {
    const dockerfile = readFileSync(join(ROOT, `apps/${app}/Dockerfile`), 'utf8')
    const check = readFileSync(join(ROOT, 'libs/service-kit/src/healthcheck.ts'), 'utf8')
    const { ports, livenessProbe } = containerOf(app)
    expect(String(ports![0]!.containerPort)).toBe(/PORT=(\d+)/.exec(dockerfile)?.[1])
    expect(livenessProbe!.httpGet!.path).toBe(/path: '(.*?)'/.exec(check)?.[1])
  })

  test('redis: the command that asks for its health', () => {
    const { test: command } = compose.redis!['health check'] as { test: string[] }
    expect(['CMD', ...containerOf('redis').livenessProbe!.exec!.command]).toEqual(command)
  })

  test('whoever shares a network there may talk here, and nobody else', () => {
    const pair = (one: string, other: string) => [one, other].sort().join(' and ')
    const names = Object.keys(compose)
    const shared = names.flatMap((one) =>
      names
        .filter(
          (other) =>
            one < other &&
            compose[one]!.networks.some((network) => compose[other]!.networks.includes(network)),
        )
        .map((other) => pair(one, other)),
    )
    // Each connection is allowed where it begins, and where it ends.
    const pairs = (peersOf: (spec: Resource['spec']) => Peer[]) =>
      ofKind(resources, 'NetworkPolicy').flatMap(({ spec }) =>
        peersOf(spec)
          .filter((peer) => !('namespaceSelector' in peer))
          .flatMap(({ podSelector }) => selected(resources, podSelector))
          .flatMap((peer) =>
            selected(resources, spec.podSelector).map((own) => pair(own.metadata.name, peer.metadata.name)),
          ),
      )
    const leaving = pairs(({ egress = [] }) => egress.flatMap(({ to = [] }) => to))
    const entering = pairs(({ ingress = [] }) => ingress.flatMap(({ from = [] }) => from))
    expect(leaving.sort()).toEqual(shared.sort())
    expect(entering.sort()).toEqual(shared)
  })

  function containerOf(name: string) {
    return workloads(resources).find(({ metadata }) => metadata.name === name)!.spec.template.spec
      .containers[0]!
  }
})
