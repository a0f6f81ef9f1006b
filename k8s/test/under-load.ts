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
  const { sent, repeated, failed, examples } = await load.stop()
  console.log(`${sent} requests, ${failed} failed, ${repeated} sent again`)
  if (failed > 0) console.log(await whatGatewaysSay())
  expect(examples).toEqual([])
  // A connection that was closed while it waited, just as a request was on its way.
  expect(repeated).toBeLessThanOrEqual(3)
  expect(sent).toBeGreaterThan(100)
}

/** Which service did not answer, and why, in the words of the gateways that are still there. */
async function whatGatewaysSay(): Promise<string> {
  const selector = 'app.kubernetes.io/name=gateway'
  const log = await inSystem('logs', '--selector', selector, '--tail=-1', '--since=2m')
  const lines = log.split('\n').filter((line) => line.includes('no answer'))
  return lines.slice(0, 20).join('\n')
}
