import { expectNoFailures, formatResult } from '@slipway/harness'
import { APPS } from '@slipway/services'
import { expect, type TestContext } from 'vitest'
import { startLoadInPod } from './clients.ts'
import { inSystem } from './cluster.ts'

/** An action on the system under 100 requests/s, orders and reads or reads alone, fails none of them. */
export async function failsNoRequest(
  context: TestContext,
  action: () => Promise<unknown>,
  kinds: 'read' | 'read,order' = 'read,order',
): Promise<void> {
  await using load = await startLoadInPod(100, kinds)
  await action()
  const result = await load.stop()
  console.log(formatResult(result))
  if (result.failed > 0) console.log(await warnings())
  expect(result.sent).toBeGreaterThan(100)
  // Idle connections that a pod closed just as a request was sent on them.
  expect(result.retried).toBeLessThanOrEqual(3)
  expectNoFailures(context, result)
}

/** Log lines of the apps that name the cause of a failed request, from the pods that still exist. */
async function warnings(): Promise<string> {
  const selector = `app.kubernetes.io/name in (${APPS})`
  const log = await inSystem('logs', '--selector', selector, '--prefix', '--tail=-1', '--since=2m')
  const lines = log.split('\n').filter((line) => /no response|"problem":"overloaded"/.test(line))
  return lines.slice(0, 20).join('\n')
}
