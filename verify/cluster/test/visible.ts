import { PRINT_PROCESS, signatureOf } from '@slipway/harness'
import { APPS, SERVICES } from '@slipway/services'
import { kubectl, podsOf } from './cluster.ts'

const exec = (namespace: string, pod: string, command: string[]) =>
  kubectl(['--namespace', namespace, 'exec', pod, '--', ...command])

/** What of the tokens by which the pods call each other nobody can guess, read from inside each pod. */
export async function callerTokens(namespace: string): Promise<Record<string, string>> {
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
export async function visibleIn(namespace: string): Promise<Record<string, string>> {
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
