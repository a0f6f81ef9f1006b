import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type LoadResult, PUBLISHED } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { cluster } from '@slipway/testing'
import { inject } from 'vitest'
import { imageOf, labelsOf } from './overlay.ts'

/** The namespace of pods that call the system from outside of its own. */
export const clientsOf = (namespace: string) => `${namespace}-clients`

/** The load generator of the other suites, with what it imports. */
const SOURCES = [
  ...globSync('verify/harness/src/load/*.ts', { cwd: ROOT }),
  ...['client', 'shop'].map((name) => `libs/testing/src/${name}.ts`),
]
/** With this beside them, an import of @slipway/testing/client finds the client that is mounted with them, and so on. */
const MANIFEST = {
  name: '@slipway/testing',
  type: 'module',
  exports: { './client': './client.ts', './shop': './shop.ts' },
}
const MOUNTED_AT = '/app/load'

/** A namespace with a pod in it that has Node, and the load generator. */
export function clientManifests(system: string): string {
  const namespace = clientsOf(system)
  const files = SOURCES.map((file) => [basename(file), readFileSync(join(ROOT, file), 'utf8')])
  const enforce = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, labels: { ...labelsOf(namespace), ...enforce } },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'sources', namespace },
        data: { ...Object.fromEntries(files), 'package.json': JSON.stringify(MANIFEST) },
      },
      clientPod(namespace, 'sources'),
    ],
  })
}

/** An idle pod with Node, for commands that tests execute in it. */
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
          image: imageOf(PUBLISHED, namespace), // it has the HTTP client that the load generator needs
          command: ['/nodejs/bin/node', '--eval', 'setInterval(() => {}, 1e9)'],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          // Without a guaranteed share of the CPU, pods that start would delay the load.
          resources: { requests: { cpu: '100m' } },
          volumeMounts: sources ? [{ name: 'sources', mountPath: MOUNTED_AT }] : [],
        },
      ],
      volumes: sources ? [{ name: 'sources', configMap: { name: sources } }] : [],
    },
  }
}

export interface PodLoad extends AsyncDisposable {
  /** Ends the load and returns its result. */
  stop(): Promise<LoadResult>
}

/** Steady load from a pod in the cluster, until its standard input ends. */
export async function startLoadInPod(rate: number, kinds: string): Promise<PodLoad> {
  const namespace = inject('namespace')
  const exec = ['--context', cluster!, '--namespace', clientsOf(namespace), 'exec', '--stdin', 'client', '--']
  const target = [`http://${PUBLISHED}.${namespace}`, String(rate), kinds]
  const node = ['/nodejs/bin/node', `${MOUNTED_AT}/load-pod.ts`]
  const child = spawn('kubectl', [...exec, ...node, ...target], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  if ((await lines.next()).value !== 'started') throw new Error('the load did not start: see above')
  return {
    async stop() {
      child.stdin.end()
      const { value } = await lines.next()
      return JSON.parse(value!)
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
