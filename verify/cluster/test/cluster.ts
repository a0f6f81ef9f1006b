import { PUBLISHED } from '@slipway/harness'
import { cluster, dockerAvailable, runCommand, startCommand } from '@slipway/testing'
import { inject, vi } from 'vitest'

/** For the names of suites that need a cluster: why they are skipped, or nothing. */
export const skipped = whySkipped()
function whySkipped(): string {
  if (!cluster) return ' (skipped: SLIPWAY_TEST_CLUSTER names no context of a cluster that responds)'
  if (!process.env.SLIPWAY_TEST_LOAD) return ' (skipped: SLIPWAY_TEST_LOAD, which loads images, is not set)'
  return dockerAvailable ? '' : ' (skipped: no Docker Engine responds that could build the images)'
}

/** Runs kubectl on the cluster that the tests may use, and on no other; rejects with its standard error. */
export async function kubectl(args: string[], input?: string): Promise<string> {
  const options = input === undefined ? {} : { input }
  const { code, stdout, stderr } = await runCommand('kubectl', ['--context', cluster!, ...args], options)
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')} failed: ${stderr}`)
  return stdout.trim()
}

/** kubectl in the namespace of the system that all files test. */
export const inSystem = (...args: string[]) => kubectl(['--namespace', inject('namespace'), ...args])

/** Waits until every Deployment has all of its replicas, of its newest version, and no more. */
export async function settled(namespace = inject('namespace')): Promise<void> {
  await kubectl(['--namespace', namespace, 'rollout', 'status', 'deployment', '--timeout=150s'])
  const noneTerminates = async () =>
    (await podsOf(namespace)).every(({ metadata }) => !metadata.deletionTimestamp)
  await vi.waitUntil(noneTerminates, { timeout: 60_000, interval: 500 })
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

/** A local address of one pod of the published app, until the end of the block. */
export async function forwardPort(
  namespace = inject('namespace'),
): Promise<AsyncDisposable & { url: string }> {
  const forward = ['port-forward', `service/${PUBLISHED}`, ':80']
  const command = startCommand('kubectl', ['--context', cluster!, '--namespace', namespace, ...forward])
  try {
    const url = await vi.waitUntil(() => /127\.0\.0\.1:\d+/.exec(command.output())?.[0], { timeout: 10_000 })
    return { url: `http://${url}`, [Symbol.asyncDispose]: command[Symbol.asyncDispose] }
  } catch (error) {
    await command[Symbol.asyncDispose]()
    throw new Error(`no port was forwarded: ${command.output()}`, { cause: error })
  }
}
