import { leaks, PRINT_PROCESS, signatureOf } from '@slipway/harness'
import { makeSecrets, secretsIn, sendTokens } from '@slipway/harness/docker'
import { copyOfManifests } from '@slipway/manifests'
import { APPS, SERVICES } from '@slipway/services'
import { describe, expect, inject, test } from 'vitest'
import { forwardPort, kubectl, podsOf, skipped } from './cluster.ts'
import { testOverlay } from './overlay.ts'
import { createSecrets } from './prod.ts'

describe.skipIf(skipped)(`the overlay prod with traffic${skipped}`, () => {
  test('no password, key or token is in a resource, an event, a log, an argument or an environment', async () => {
    const namespace = `${inject('namespace')}-secrets`
    using copy = copyOfManifests()
    using secrets = await makeSecrets()
    try {
      await kubectl(['apply', '--kustomize', testOverlay(copy.path, 'prod', namespace)])
      await createSecrets(namespace, secrets.path)
      await using forwarded = await forwardPort(namespace)
      const { sent, statuses } = await sendTokens(forwarded.url, secrets)
      const callers = await callerTokens(namespace)
      const visible = await visibleIn(namespace)

      expect(leaks({ ...secretsIn(secrets.path), ...sent, ...callers }, visible)).toEqual([])
      // Otherwise there was nothing to find.
      expect(statuses).toEqual({ operator: 201, ended: 401, forged: 401 })
      expect(Object.keys(callers).length).toBeGreaterThan(2)
      for (const [place, text] of Object.entries(visible)) expect(text, place).not.toBe('')
      expect(visible.pods).toContain('/run/caller-tokens/{service}')
      expect(visible.events).toContain('Pulled')
      expect(Object.values(visible).join('\n')).toContain('"reason":"ERR_JWT_EXPIRED"')
    } finally {
      await kubectl(['delete', 'namespace', namespace])
    }
  })
})

const exec = (namespace: string, pod: string, command: string[]) =>
  kubectl(['--namespace', namespace, 'exec', pod, '--', ...command])

/** What of the tokens by which the pods call each other nobody can guess, read from inside each pod. */
async function callerTokens(namespace: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const { name, calls } of SERVICES)
    for (const { metadata } of calls.length > 0 ? await podsOf(namespace, name) : []) {
      const script = `for (const callee of ${JSON.stringify(calls)})
        console.log(require('fs').readFileSync(process.env.CALLER_TOKEN_FILE.replace('{service}', callee), 'utf8'))`
      const tokens = await exec(namespace, metadata.name, ['/nodejs/bin/node', '--eval', script])
      for (const [i, token] of tokens.split('\n').entries())
        found[`the token of ${metadata.name} for ${calls[i]}`] = signatureOf(token)
    }
  return found
}

/** What may be seen of a system without the right to read its Secrets, and of its first processes from inside. */
async function visibleIn(namespace: string): Promise<Record<string, string>> {
  const seen: Record<string, string> = {}
  for (const kind of ['pods', 'events', 'configmaps', 'all'])
    seen[kind] = await kubectl(['--namespace', namespace, 'get', kind, '--output', 'json'])
  for (const { metadata } of await podsOf(namespace)) {
    const { name, labels } = metadata
    const isApp = APPS.includes(labels['app.kubernetes.io/name']!)
    seen[`the log of ${name}`] = await kubectl(['--namespace', namespace, 'logs', name, '--all-containers'])
    const command = isApp ? PRINT_PROCESS.node : PRINT_PROCESS.shell
    seen[`the process of ${name}`] = await exec(namespace, name, command)
  }
  return seen
}
