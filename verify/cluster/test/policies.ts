import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { clientPod, clientsOf } from './clients.ts'
import { kubectl, skipped } from './cluster.ts'

/** How long a network plugin takes at the most to apply policies to a new pod, in s. */
export const APPLIED_WITHIN = 15

/** Why network policies cannot be tested; found out once for all files. */
export const policiesSkipped =
  skipped ||
  ((await enforcesPolicies())
    ? ''
    : ' (skipped: the network plugin of the cluster does not enforce policies)')

export interface Address {
  host: string
  port: number
}

/** Whether a connection from a pod, as kubectl names it, is established within two seconds. */
export function connects(pod: string[], { host, port }: Address, program: 'node' | 'bash' = 'node') {
  const script = `const socket = require('net').connect(${port}, '${host}')
    socket.on('connect', () => process.exit()).on('error', () => process.exit(1))
    setTimeout(() => process.exit(1), 2000)`
  const commands = {
    node: ['/nodejs/bin/node', '--eval', script],
    bash: ['timeout', '2', 'bash', '-c', `< /dev/tcp/${host}/${port}`],
  }
  return kubectl(['exec', ...pod, '--', ...commands[program]]).then(
    () => true,
    (error) => {
      if (/exit code (1|124)/.test(error.message)) return false
      throw error
    },
  )
}

export async function addressOfDns(): Promise<Address> {
  const pods = ['get', 'pods', '--namespace', 'kube-system', '--selector', 'k8s-app=kube-dns']
  return { host: await kubectl([...pods, '--output', 'jsonpath={.items[0].status.podIP}']), port: 53 }
}

/** Whether the cluster enforces a policy of the test's own on a pod of its own: the system's are what is tested. */
async function enforcesPolicies(): Promise<boolean> {
  const namespace = clientsOf(inject('namespace'))
  const labels = { app: 'confined' }
  const pod = clientPod(namespace)
  const metadata = { name: 'confined', namespace, labels }
  const spec = { podSelector: { matchLabels: labels }, policyTypes: ['Egress'] }
  const items = [
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec },
    { ...pod, metadata },
  ]
  const all = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  await kubectl(['apply', '--filename', '-'], all)
  try {
    const confined = ['--namespace', namespace, metadata.name]
    await kubectl(['--namespace', namespace, 'wait', '--for=condition=Ready', `pod/${metadata.name}`])
    const dns = await addressOfDns()
    for (let polls = 0; polls < APPLIED_WITHIN; polls++) {
      if (!(await connects(confined, dns))) return true
      await sleep(1_000)
    }
    return false
  } finally {
    await kubectl(['delete', '--filename', '-'], all)
  }
}
