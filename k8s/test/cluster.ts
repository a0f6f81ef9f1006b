import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { cluster, dockerAnswers } from '@slipway/testing'
import { inject, vi } from 'vitest'

/** For the names of suites that need a cluster: why they were skipped, or nothing. */
export const skipped = whySkipped()
function whySkipped(): string {
  if (!cluster) return ' (skipped: SLIPWAY_TEST_CLUSTER names no context of a cluster that answers)'
  if (!process.env.SLIPWAY_TEST_LOAD)
    return ' (skipped: SLIPWAY_TEST_LOAD does not say how images are loaded)'
  return dockerAnswers ? '' : ' (skipped: no Docker Engine answers that could build the images)'
}

/** Calls kubectl with the cluster that the tests may use, and with no other; rejects with what it said. */
export async function kubectl(args: string[], input?: string): Promise<string> {
  const options = { maxBuffer: 64 * 1024 * 1024 }
  const running = promisify(execFile)('kubectl', ['--context', cluster!, ...args], options)
  running.child.stdin!.end(input)
  return (await running).stdout.trim()
}

/** kubectl in the namespace of the system that all files test. */
export const inSystem = (...args: string[]) => kubectl(['--namespace', inject('namespace'), ...args])

/** Waits until every Deployment has all of its replicas, of its newest version, and no more. */
export async function settled(namespace = inject('namespace')): Promise<void> {
  await kubectl(['--namespace', namespace, 'rollout', 'status', 'deployment', '--timeout=150s'])
  const noneLeaves = async () =>
    (await podsOf(namespace)).every(({ metadata }) => !metadata.deletionTimestamp)
  await vi.waitUntil(noneLeaves, { timeout: 60_000, interval: 500 })
}

export interface Pod {
  metadata: { name: string; uid: string; deletionTimestamp?: string; labels: Record<string, string> }
  status: {
    podIP: string
    conditions?: { type: string; status: string }[]
    containerStatuses?: {
      restartCount: number
      state: { waiting?: { reason: string; message?: string } }
      lastState: { terminated?: { message?: string } }
    }[]
  }
}

export async function podsOf(namespace = inject('namespace'), app?: string): Promise<Pod[]> {
  const selector = app ? ['--selector', `app.kubernetes.io/name=${app}`] : []
  const list = await kubectl(['--namespace', namespace, 'get', 'pods', ...selector, '--output', 'json'])
  return JSON.parse(list).items
}

/** How often each of these pods was restarted, by its uid. */
export const restartsOf = (pods: Pod[]) =>
  Object.fromEntries(
    pods.map(({ metadata, status }) => [metadata.uid, status.containerStatuses![0]!.restartCount]),
  )

/** A local address of the gateway, for the length of a block. It leads to one of its pods. */
export async function forwardGateway(
  namespace = inject('namespace'),
): Promise<AsyncDisposable & { url: string }> {
  const args = ['--context', cluster!, '--namespace', namespace, 'port-forward', 'service/gateway', ':80']
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const [, port] = /127\.0\.0\.1:(\d+)/.exec(String(line))!
  child.stdout.resume()
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if (child.kill()) await once(child, 'exit')
    },
  }
}
