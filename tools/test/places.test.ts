import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkCalls, ROOT, SERVICES, type Service } from '@slipway/services'
import { expect, test } from 'vitest'
import { lackingPlaces } from './places/index.ts'

test('every file that names services agrees with the list of services', () => {
  checkCalls(SERVICES)
  expect(lackingPlaces(ROOT, SERVICES)).toEqual([])
})

test('the published app has the name by which the services know their caller', () => {
  // GATEWAY in libs/service-kit/src/identity/plugin.ts: with another one, every service would respond with 403.
  expect(SERVICES.find(({ published }) => published)?.name).toBe('gateway')
})

test('a service that is only in the list is missed in every file', () => {
  const own = SERVICES.filter(({ published, store }) => !published && store)
  const caller = own.find(({ calls }) => calls.length > 0) // in a copy, maybe none calls another one
  const added: Service = { ...own[0]!, name: 'planted', port: 3999, env: {}, calls: [] }
  const services = SERVICES.map((service) =>
    service === caller || service.published ? { ...service, calls: [...service.calls, added.name] } : service,
  )
  const lacking = lackingPlaces(ROOT, [...services, added])
  expect(lacking.every((line) => /planted|PLANTED|3999/.test(line))).toBe(true)
  for (const file of ['compose.yaml', 'docker/compose.dev.yaml', 'docker/redis/development/users.acl'])
    expect(lacking.join('\n')).toContain(`${file}: `)
  if (!caller) return
  // In callers too: the address of the new service.
  expect(lacking).toContain(`compose.yaml: ${caller.name} has no PLANTED_URL=http://planted:3999`)
  // And a token for it.
  for (const lack of [
    `k8s/components/identity/${caller.name}.yaml: no token for planted`,
    `docker/compose.auth.yaml: no secret ${caller.name}-planted-token`,
    // And with TLS a certificate.
    `k8s/components/tls/${caller.name}.yaml: no PLANTED_URL=https://planted:3999`,
    'docker/compose.tls.yaml: no secret planted-tls.crt',
  ])
    if (existsSync(join(ROOT, lack.split(':')[0]!))) expect(lacking).toContain(lack)
  // A network for each call, in which the caller is, and Redis too.
  for (const file of ['compose.yaml', 'docker/stack.yaml'].filter((file) => existsSync(join(ROOT, file))))
    for (const lack of [
      `no internal network ${caller.name}-planted`,
      `${caller.name} has no network ${caller.name}-planted`,
      'no internal network planted-redis',
      'redis has no network planted-redis',
    ])
      expect(lacking).toContain(`${file}: ${lack}`)
})

test('these are all the files that somebody who adds a service by hand must change', () => {
  const added: Service = {
    ...{ name: 'planted', port: 3999, replicas: 2, published: false, store: true, timeoutMs: 500, env: {} },
    path: '/api/planted',
    calls: [],
  }
  const services = SERVICES.map((one) =>
    one.published ? { ...one, calls: [...one.calls, added.name] } : one,
  )
  const files = lackingPlaces(ROOT, [...services, added]).map((line) => line.split(': ')[0]!)
  // Its own files, which are new, are not among them.
  const changed = [...new Set(files)].filter((file) => !file.includes('planted'))
  const k8s = 'k8s/components'
  const all = [
    'apps/gateway/Dockerfile',
    'compose.yaml',
    ...['auth', 'dev', 'keycloak', 'lessons', 'tls'].map((name) => `docker/compose.${name}.yaml`),
    'docker/observe/prometheus.yaml',
    ...['kustomization.yaml', 'users.acl'].map((file) => `docker/redis/development/${file}`),
    'docker/stack.yaml',
    ...['gateway/kustomization.yaml', 'kustomization.yaml'].map((file) => `k8s/base/${file}`),
    `${k8s}/autoscaling/autoscalers.yaml`,
    `${k8s}/disruption-budgets/disruption-budgets.yaml`,
    ...['gateway.yaml', 'kustomization.yaml'].map((file) => `${k8s}/identity/${file}`),
    ...['gateway.yaml', 'kustomization.yaml'].map((file) => `${k8s}/network-policies/${file}`),
    ...['gateway.yaml', 'kustomization.yaml'].map((file) => `${k8s}/tls/${file}`),
    'skaffold.yaml',
  ]
  expect(changed.sort()).toEqual(all.filter((file) => existsSync(join(ROOT, file))))
})
