import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '@slipway/testing'
import { ROOT } from '@slipway/tools'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { clientPod } from './clients.ts'
import { inSystem, kubectl, podsOf, settled, skipped } from './cluster.ts'
import { copyOfManifests } from './manifests.ts'
import { testOverlay } from './overlay.ts'
import { failsNoRequest } from './under-load.ts'

const WITHIN = { timeout: 90_000, interval: 1_000 }

describe.skipIf(skipped)(`a pod that may do more than ours${skipped}`, () => {
  test.each([
    ['root', 'runAsUser: 0', { runAsNonRoot: false, runAsUser: 0 }],
    ['an unconfined one', 'seccompProfile', { seccompProfile: { type: 'Unconfined' } }],
  ])('is refused by the namespace: %s', async (_, named, securityContext) => {
    const pod = clientPod(inject('namespace'))
    Object.assign(pod.spec.securityContext, securityContext)
    const created = kubectl(['create', '--filename', '-'], JSON.stringify(pod))
    await expect(created).rejects.toThrow('violates PodSecurity "restricted')
    await expect(created).rejects.toThrow(named.split(':')[0])
  })
})

describe.skipIf(skipped)(`a version that does not work${skipped}`, () => {
  beforeAll(() => settled())
  afterEach(async () => {
    await inSystem('rollout', 'undo', 'deployment/catalog')
    await settled()
  })

  test('an image that does not exist is named, and the old pods go on serving', async () => {
    const reasons = async () =>
      (await podsOf(undefined, 'catalog')).map(
        ({ status }) => status.containerStatuses?.[0]?.state.waiting?.reason,
      )
    await failsNoRequest(async () => {
      await inSystem('set', 'image', 'deployment/catalog', 'app=localhost:5000/slipway/catalog:missing')
      await expect.poll(async () => (await reasons()).join(), WITHIN).toMatch(/ErrImagePull|ImagePullBackOff/)
    })
    expect(await inSystem('get', 'events')).toContain('localhost:5000/slipway/catalog:missing')
  })

  test('a Secret with a wrong password is named by kubectl describe, and the old pods go on serving', async () => {
    const url = 'redis://catalog:wrong@redis:6379'
    await inSystem('create', 'secret', 'generic', 'wrong', `--from-literal=catalog-store-url=${url}`)
    const path = '/spec/template/spec/volumes/0/secret/secretName'
    const patch = JSON.stringify([{ op: 'replace', path, value: 'wrong' }])
    const said = () => inSystem('describe', 'pods', '--selector', 'app.kubernetes.io/name=catalog')
    await failsNoRequest(async () => {
      await inSystem('patch', 'deployment', 'catalog', '--type=json', '--patch', patch)
      await expect
        .poll(said, WITHIN)
        .toMatch(/catalog: STORE_URL redis:\/\/redis:6379 cannot be reached \(WRONGPASS/)
    })
  })
})

describe.skipIf(skipped)(`the overlay prod${skipped}`, () => {
  test('waits for its Secrets, naming each, and starts once they are there', async () => {
    const namespace = `${inject('namespace')}-prod`
    using copy = copyOfManifests()
    using folder = temporaryFolder()
    await promisify(execFile)(process.execPath, ['tools/src/secrets.ts', folder.path], { cwd: ROOT })
    const inProd = (...args: string[]) => kubectl(['--namespace', namespace, ...args])
    try {
      await kubectl(['apply', '--kustomize', testOverlay(copy.path, 'prod', namespace)])
      const secrets = {
        'redis-users': 'users.acl',
        'catalog-store-url': 'catalog-store-url',
        'orders-store-url': 'orders-store-url',
      }
      for (const name of Object.keys(secrets))
        await expect.poll(() => inProd('get', 'events'), WITHIN).toContain(`secret "${name}" not found`)

      for (const [name, file] of Object.entries(secrets))
        await inProd('create', 'secret', 'generic', name, '--from-file', join(folder.path, file))
      await inProd('rollout', 'status', 'deployment', '--timeout=180s')
      const autoscalers = await inProd('get', 'hpa', '--output', 'jsonpath={.items[*].metadata.name}')
      expect(autoscalers.split(' ').sort()).toEqual(['catalog', 'gateway', 'orders'])
    } finally {
      await kubectl(['delete', 'namespace', namespace])
    }
  })
})
