import { join } from 'node:path'
import { SECRETS } from '@slipway/manifests'
import { ROOT } from '@slipway/services'
import { cluster, runCommand } from '@slipway/testing'
import { kubectl } from './cluster.ts'

/** Creates what the overlay prod waits for: its Secrets, from a folder that `npm run secrets` made, and the public keys. */
export async function createSecrets(namespace: string, folder: string): Promise<void> {
  const inProd = ['--namespace', namespace]
  for (const [name, file] of Object.entries(SECRETS))
    await kubectl([...inProd, 'create', 'secret', 'generic', name, '--from-file', join(folder, file)])
  await kubectl([...inProd, 'apply', '--filename', '-'], await identityConfigMap(folder))
  await kubectl([...inProd, 'rollout', 'status', 'deployment', '--timeout=180s'])
}

/** The ConfigMap with the keys of this cluster, and of the users in a folder of secrets. */
async function identityConfigMap(folder: string): Promise<string> {
  const users = join(folder, 'identity/users.jwks.json')
  const script = ['k8s/components/identity/config-map.sh', users, '--context', cluster!]
  const { code, stdout, stderr } = await runCommand('sh', script, { cwd: ROOT })
  if (code !== 0) throw new Error(stderr)
  return stdout
}
