import { PUBLISHED } from '@slipway/harness'
import { APPS, ROOT } from '@slipway/services'
import { listen, runCommand } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  copyOfManifests,
  listRenderings,
  ofKind,
  parseResources,
  type Resource,
  render,
  renderOverlay,
  selected,
  settingsOf,
  skippedWithout,
} from '../src/index.ts'

const skipped = await skippedWithout('kubectl')
const settings = (resources: Resource[]) =>
  Object.fromEntries(
    ofKind(resources, 'Deployment').map((app) => [app.metadata.name, settingsOf(app, resources)]),
  )
const each = (value: string) => Object.fromEntries(APPS.map((name) => [name, value]))
const auth = (resources: Resource[]) =>
  Object.fromEntries(Object.entries(settings(resources)).map(([name, { AUTH }]) => [name, AUTH]))

describe.skipIf(skipped)(`identity on Kubernetes${skipped}`, () => {
  test.each([
    ['dev', 'off'],
    ['lessons', 'off'],
    ['prod', 'on'],
  ])('in the overlay %s is %s, for every app', async (overlay, value) => {
    expect(auth(await renderOverlay(overlay))).toEqual(each(value))
  })

  test('the base says nothing about it: an overlay must', async () => {
    using copy = copyOfManifests()
    const base = parseResources(await render({ folder: `${copy.path}/k8s/base` }))
    expect(auth(base)).toEqual(Object.fromEntries(APPS.map((name) => [name, undefined])))
  })

  test('takes the names of callers from the service accounts of the namespace', async () => {
    const resources = await renderOverlay('prod')
    const { namespace } = ofKind(resources, 'Deployment')[0]!.metadata
    for (const { CALLER_SUBJECT_PREFIX } of Object.values(settings(resources)))
      expect(CALLER_SUBJECT_PREFIX).toBe(`system:serviceaccount:${namespace}:`)
    const accounts = ofKind(resources, 'Deployment').map(({ spec }) => spec.template.spec.serviceAccountName)
    expect(accounts.sort()).toEqual(APPS.toSorted())
  })

  test('with a provider takes the keys from its address, which every app may reach, and no issuer from the ConfigMap', async () => {
    using copy = copyOfManifests()
    const rendering = listRenderings(copy.path).find(({ name }) => name.endsWith('+ identity-provider'))!
    const resources = parseResources(await render(rendering))
    for (const app of ofKind(resources, 'Deployment')) {
      const { env = [] } = app.spec.template.spec.containers[0]!
      expect(env.find(({ name }) => name === 'TOKEN_ISSUER')).toEqual({
        name: 'TOKEN_ISSUER',
        value: 'https://keycloak.example.com/realms/slipway',
      })
      expect(settingsOf(app, resources).TOKEN_KEYS).toMatch(/^https:/)
    }
    const policy = ofKind(resources, 'NetworkPolicy').find(
      ({ metadata }) => metadata.name === 'identity-provider',
    )!
    const reach = selected(resources, policy.spec.podSelector).map(({ metadata }) => metadata.name)
    expect(reach.sort()).toEqual(APPS.toSorted())
  })
})

describe.skipIf(skipped)(`the ConfigMap of identity${skipped}`, () => {
  test('has the keys of the users from a file, and those of the apps from the cluster', async () => {
    const issuer = 'https://kubernetes.default.svc.cluster.local'
    const keys = { keys: [{ kty: 'RSA', kid: 'cluster' }] }
    await using cluster = await listen((request, response) => {
      const found = { '/openid/v1/jwks': keys, '/.well-known/openid-configuration': { issuer, jwks_uri: '' } }
      response.end(JSON.stringify(found[request.url as keyof typeof found]))
    })
    // Any file will do for the users' keys.
    const users = `apps/${PUBLISHED}/package.json`
    const script = ['k8s/components/identity/config-map.sh', users, '--server', cluster.url]
    const { code, stdout, stderr } = await runCommand('sh', script, { cwd: ROOT })
    expect(code, stderr).toBe(0)
    const { metadata, data } = parse(stdout)
    expect(metadata.name).toBe('identity')
    expect(data).toMatchObject({ 'users-issuer': 'https://slipway.example/users', 'callers-issuer': issuer })
    expect(JSON.parse(data['callers.jwks.json'])).toEqual(keys)
    expect(JSON.parse(data['users.jwks.json']).name).toContain(PUBLISHED)
  })

  test('is not printed for a cluster that does not respond', async () => {
    const args = ['k8s/components/identity/config-map.sh', 'package.json', '--server', 'http://127.0.0.1:1']
    const { code, stdout } = await runCommand('sh', args, { cwd: ROOT })
    expect(code).not.toBe(0)
    expect(stdout).toBe('')
  })
})
