import { leaks } from '@slipway/harness'
import { makeSecrets, secretsIn, sendTokens } from '@slipway/harness/docker'
import { copyOfManifests, SECRETS } from '@slipway/manifests'
import { APPS, PUBLIC_SERVICES, ROOT } from '@slipway/services'
import { place, runCommand, send, stockUp, useToken } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { forwardPort, kubectl, skipped } from './cluster.ts'
import { testOverlay } from './overlay.ts'
import { createSecrets } from './prod.ts'
import { callerTokens, visibleIn } from './visible.ts'

describe.skipIf(skipped)(`the overlay prod${skipped}`, () => {
  const namespace = () => `${inject('namespace')}-prod`
  const inProd = (...args: string[]) => kubectl(['--namespace', namespace(), ...args])
  let secrets: Awaited<ReturnType<typeof makeSecrets>>
  beforeAll(async () => {
    secrets = await makeSecrets()
    using copy = copyOfManifests()
    await kubectl(['apply', '--kustomize', testOverlay(copy.path, 'prod', namespace())])
  })
  afterAll(async () => {
    secrets[Symbol.dispose]()
    await kubectl(['delete', 'namespace', namespace()])
  })

  test('waits for its Secrets and for identity, and names each', async () => {
    const missing = [...Object.keys(SECRETS).map((name) => `secret "${name}"`), 'configmap "identity"']
    for (const name of missing) {
      const events = () => inProd('get', 'events')
      await expect.poll(events, { timeout: 90_000, interval: 1_000 }).toContain(`${name} not found`)
    }
    await createSecrets(namespace(), secrets.path)
    const autoscalers = await inProd('get', 'hpa', '--output', 'jsonpath={.items[*].metadata.name}')
    expect(autoscalers.split(' ').sort()).toEqual(APPS)
  })

  test('then accepts only requests with a token', async () => {
    await using forwarded = await forwardPort(namespace())
    for (const { path } of PUBLIC_SERVICES)
      expect(await send('GET', forwarded.url + path)).toMatchObject({ status: 401 })
    // The gateway calls both services, and orders calls catalog, each with a token of the cluster.
    useToken(forwarded.url, secrets.operatorToken)
    await stockUp(forwarded.url, 'identity', 1)
    const order = await place(forwarded.url, [{ sku: 'identity', quantity: 1 }])
    expect(order).toMatchObject({ status: 201, body: { status: 'confirmed' } })

    // Who may do what, and the rest of the acceptance suite.
    const env = { ...process.env, ACCEPTANCE_TOKENS: secrets.userTokens }
    const suite = ['tools/src/acceptance.ts', forwarded.url]
    const { code, stdout, stderr } = await runCommand(process.execPath, suite, { cwd: ROOT, env })
    expect(code, stdout + stderr).toBe(0)
  })

  // Last, so that the logs are of much traffic.
  test('no password, key or token is in a resource, an event, a log, an argument or an environment', async () => {
    await using forwarded = await forwardPort(namespace())
    const { sent, statuses } = await sendTokens(forwarded.url, secrets)
    const callers = await callerTokens(namespace())
    const visible = await visibleIn(namespace())

    expect(leaks({ ...secretsIn(secrets.path), ...sent, ...callers }, visible)).toEqual([])
    // Otherwise there was nothing to find.
    expect(statuses).toEqual({ operator: 201, ended: 401, forged: 401 })
    expect(Object.keys(callers).length).toBeGreaterThan(2)
    for (const [place, text] of Object.entries(visible)) expect(text, place).not.toBe('')
    expect(visible.pods).toContain('/run/caller-tokens/{service}')
    expect(visible.events).toContain('Pulled')
    expect(Object.values(visible).join('\n')).toContain('"reason":"ERR_JWT_EXPIRED"')
  })
})
