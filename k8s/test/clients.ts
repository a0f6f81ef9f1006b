import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { LoadResult } from '@slipway/e2e'
import { cluster } from '@slipway/testing'
import { ROOT } from '@slipway/tools'
import { inject } from 'vitest'
import { imageOf, markOf } from './overlay.ts'

/** The namespace of pods that call the system from outside of its own. */
export const clientsOf = (namespace: string) => `${namespace}-clients`

/** The load generator of the other suites, which the image of the acceptance suite does not hold. */
const SOURCES = [
  ...['index.ts', 'client.ts', 'load.ts', 'load-result.ts', 'stalls.ts', 'stalls-worker.ts'].map(
    (file) => `e2e/src/${file}`,
  ),
  'k8s/test/load-pod.ts',
]
const MOUNTED_AT = '/app/e2e/src'

/** A namespace with a pod in it that has Node, and the load generator. */
export function clientManifests(system: string): string {
  const namespace = clientsOf(system)
  const files = SOURCES.map((file) => [file.split('/').at(-1)!, readFileSync(join(ROOT, file), 'utf8')])
  const enforce = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, labels: { ...markOf(namespace), ...enforce } },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'sources', namespace },
        data: Object.fromEntries(files),
      },
      clientPod(namespace, 'sources'),
    ],
  })
}

/** A pod that does nothing by itself, and has Node for what is executed in it. */
export function clientPod(namespace: string, sources?: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'client', namespace },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'client',
          image: imageOf('acceptance', namespace),
          command: ['/nodejs/bin/node', '--eval', 'setInterval(() => {}, 1e9)'],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          // Without a share of the CPU of its own, pods that start would hold the load up.
          resources: { requests: { cpu: '100m' } },
          volumeMounts: sources ? [{ name: 'sources', mountPath: MOUNTED_AT }] : [],
        },
      ],
      volumes: sources ? [{ name: 'sources', configMap: { name: sources } }] : [],
    },
  }
}

export interface PodLoad {
  /** Ends the load and says what came of it. */
  stop(): Promise<LoadResult>
}

/** Steady load from a pod in the cluster, reads and orders in turn. */
export async function startLoadInPod(rate: number, kinds = 'read,order'): Promise<PodLoad> {
  const namespace = inject('namespace')
  const exec = ['--context', cluster!, '--namespace', clientsOf(namespace), 'exec', '--stdin', 'client', '--']
  const command = [
    '/nodejs/bin/node',
    `${MOUNTED_AT}/load-pod.ts`,
    `http://gateway.${namespace}`,
    String(rate),
    kinds,
  ]
  const child = spawn('kubectl', [...exec, ...command], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  if ((await lines.next()).value !== 'started') throw new Error('the load did not start: see above')
  return {
    async stop() {
      child.stdin.end()
      const { value } = await lines.next()
      await exited(child)
      return JSON.parse(value!)
    },
  }
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await once(child, 'exit')
}
