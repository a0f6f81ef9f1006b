import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PUBLISHED } from '@slipway/harness'
import { docker, type Platform, readPlatform, skipped as withoutDocker } from '@slipway/harness/docker'
import { ROOT, SERVICES } from '@slipway/services'
import { describe, expect, test } from 'vitest'
import { ofKind, type Resource, renderOverlay, settingsOf, skippedWithout, workloads } from '../src/index.ts'

type Settings = Platform[string]

const skipped = withoutDocker || (await skippedWithout('kubectl'))

/** The settings of a workload, under the names that Compose and Swarm share. */
function toSettings(resources: Resource[], workload: Resource): Partial<Settings> {
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
  const preStop = container.lifecycle?.preStop?.sleep?.seconds ?? 0
  return {
    image: container.image,
    command: container.args ?? null,
    user: String(pod.securityContext!.runAsUser),
    environment: settingsOf(workload, resources),
    'read-only root': container.securityContext!.readOnlyRootFilesystem!,
    'dropped capabilities': container.securityContext!.capabilities!.drop!,
    'grace period': `${pod.terminationGracePeriodSeconds! - preStop}s`,
    secrets: files('Secret').map(({ file }) => file),
    configs: files('ConfigMap').map(({ file, path }) => `${file} ${path}`),
    volumes: mounts
      .filter(({ name }) => !volume(name))
      .map(({ mountPath }) => `${workload.metadata.name} ${mountPath}`),
    replicas: workload.spec.replicas!,
    // The kubelet decides how many processes a pod may have.
    limits: { cpus: Number(limits.cpu), memory: bytes(limits.memory!), pids: 0 },
  }
}

const bytes = (memory: string) => String(Number.parseInt(memory, 10) * 1024 ** 2) // all are in Mi

/** The settings that differ on purpose, and why. */
function adapt(name: string, settings: Settings): Settings {
  const adapted = {
    ...settings,
    user: settings.user ?? '65532', // where Compose sets none, the image does
    limits: { ...settings.limits, pids: 0 },
  }
  // A user above 10000 is no user of the node; the image of Redis runs as any.
  if (name === 'redis') return { ...adapted, user: '65532' }
  if (name !== PUBLISHED) return adapted
  // On one machine the first replica has the port. Updates there have a gap anyway; here clients must not notice one.
  return { ...adapted, replicas: 2, environment: { ...settings.environment, DRAIN_DELAY_MS: '3000' } }
}

describe.skipIf(skipped)(`Kubernetes runs the system that Compose runs${skipped}`, async () => {
  if (skipped) return void test('setting by setting', () => {})
  const compose = readPlatform(await docker(['compose', 'config']))
  const resources = await renderOverlay('dev')
  const kubernetes = Object.fromEntries(
    workloads(resources).map((workload) => [workload.metadata.name, toSettings(resources, workload)]),
  )
  const containerOf = (name: string) =>
    workloads(resources).find(({ metadata }) => metadata.name === name)!.spec.template.spec.containers[0]!

  test('with the same services', () => {
    expect(Object.keys(kubernetes).sort()).toEqual(Object.keys(compose).sort())
  })

  const settings = Object.entries(kubernetes).flatMap(([name, service]) =>
    Object.keys(service).map((setting) => [name, setting as keyof Settings] as const),
  )
  test.each(settings)('%s: %s', (name, setting) => {
    expect(kubernetes[name]![setting]).toEqual(adapt(name, compose[name]!)[setting])
  })

  test.each(SERVICES)('$name: the port of its image, and the path of its health check', ({ name, port }) => {
    const check = readFileSync(join(ROOT, 'libs/service-kit/src/process/healthcheck.ts'), 'utf8')
    const { ports, livenessProbe } = containerOf(name)
    expect(ports![0]!.containerPort).toBe(port)
    expect(livenessProbe!.httpGet!.path).toBe(/path: '(.*?)'/.exec(check)?.[1])
  })

  test('redis: the command of its health check', () => {
    const { test: command } = compose.redis!['health check'] as { test: string[] }
    expect(['CMD', ...containerOf('redis').livenessProbe!.exec!.command]).toEqual(command)
  })

  test('in Compose, whoever calls another shares a network with it, and only those with a store one with Redis', () => {
    const shares = (one: string, other: string) =>
      compose[one]!.networks.some((network) => compose[other]!.networks.includes(network))
    for (const { name, calls, store } of SERVICES) {
      for (const callee of calls) expect(shares(name, callee), `${name} → ${callee}`).toBe(true)
      expect(shares(name, 'redis'), `${name} → redis`).toBe(store)
    }
  })
})
