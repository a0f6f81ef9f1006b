import { describeResult } from '@slipway/e2e'
import { APPS } from '@slipway/tools'
import { expect } from 'vitest'
import { startLoadInPod } from './clients.ts'
import { inSystem } from './cluster.ts'

/** What is done to the system under 100 requests/s, orders and reads or reads alone, fails none of them. */
export async function failsNoRequest(
  action: () => Promise<unknown>,
  kinds: 'read' | 'read,order' = 'read,order',
): Promise<void> {
  const load = await startLoadInPod(100, kinds)
  await action()
  const result = await load.stop()
  console.log(describeResult(result))
  const { sent, repeated, failed, examples } = result
  if (failed > 0) console.log(await whatAppsSay())
  expect(examples).toEqual([])
  // A connection that was closed while it waited, just as a request was on its way.
  expect(repeated).toBeLessThanOrEqual(3)
  expect(sent).toBeGreaterThan(100)
}

/** Who did not answer or turned requests away, and why, in the words of the pods that are still there. */
async function whatAppsSay(): Promise<string> {
  const selector = `app.kubernetes.io/name in (${APPS})`
  const log = await inSystem('logs', '--selector', selector, '--prefix', '--tail=-1', '--since=2m')
  const lines = log.split('\n').filter((line) => /no answer|"problem":"overloaded"/.test(line))
  return lines.slice(0, 20).join('\n')
}
