import { STORED } from '@slipway/harness'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { clientPod } from './clients.ts'
import { inSystem, kubectl, podsOf, settled, skipped } from './cluster.ts'
import { failsNoRequest } from './under-load.ts'

const WITHIN = { timeout: 90_000, interval: 1_000 }
const [app] = STORED as [string]

describe.skipIf(skipped)(`a pod with more rights than ours${skipped}`, () => {
  test.each([
    ['root', 'runAsUser', { runAsNonRoot: false, runAsUser: 0 }],
    ['unconfined', 'seccompProfile', { seccompProfile: { type: 'Unconfined' } }],
  ])('is rejected by the namespace: %s', async (_, named, securityContext) => {
    const pod = clientPod(inject('namespace'))
    Object.assign(pod.spec.securityContext, securityContext)
    const created = kubectl(['create', '--filename', '-'], JSON.stringify(pod))
    await expect(created).rejects.toThrow('violates PodSecurity "restricted')
    await expect(created).rejects.toThrow(named)
  })
})

describe.skipIf(skipped)(`a version that does not start${skipped}`, () => {
  beforeAll(() => settled())
  afterEach(async () => {
    await inSystem('rollout', 'undo', `deployment/${app}`)
    await settled()
  })

  test('an image that does not exist is named, and the old pods keep serving', async (context) => {
    const missing = `localhost:5000/slipway/${app}:missing`
    const reasons = async () =>
      (await podsOf(undefined, app)).map(({ status }) => status.containerStatuses?.[0]?.state.waiting?.reason)
    await failsNoRequest(context, async () => {
      await inSystem('set', 'image', `deployment/${app}`, `app=${missing}`)
      await expect.poll(async () => (await reasons()).join(), WITHIN).toMatch(/ErrImagePull|ImagePullBackOff/)
    })
    expect(await inSystem('get', 'events')).toContain(missing)
  })

  test('a wrong password is named by kubectl describe, and the old pods keep serving', async (context) => {
    const url = `redis://${app}:wrong@redis:6379`
    await inSystem('create', 'secret', 'generic', 'wrong', `--from-literal=${app}-store-url=${url}`)
    const path = '/spec/template/spec/volumes/0/secret/secretName'
    const patch = JSON.stringify([{ op: 'replace', path, value: 'wrong' }])
    const description = () => inSystem('describe', 'pods', '--selector', `app.kubernetes.io/name=${app}`)
    await failsNoRequest(context, async () => {
      await inSystem('patch', 'deployment', app, '--type=json', '--patch', patch)
      await expect
        .poll(description, WITHIN)
        .toContain(`${app}: STORE_URL redis://redis:6379 cannot be reached (WRONGPASS`)
    })
  })
})
