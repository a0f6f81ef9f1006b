import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import type { Attempt, StoreOperation } from './events.ts'
import type { Recovery } from './order-events.ts' // start-clean removes this line

/**
 * What has a beginning and an end, for traces: they subscribe to its `start`, `asyncEnd` and `error`.
 * https://nodejs.org/api/diagnostics_channel.html#class-tracingchannel
 */
export const operations = {
  attempt: tracingChannel<Attempt>('slipway:attempt'),
  store: tracingChannel<StoreOperation>('slipway:store'),
  recovery: tracingChannel<Recovery, unknown>('slipway:recovery-attempt'), // start-clean removes this line
}

interface Operations {
  attempt: Attempt
  store: StoreOperation
  recovery: Recovery // start-clean removes this line
}

/**
 * Runs an operation; its subscribers learn of its beginning and its end. Without any, it only runs it. By hand, because
 * `tracePromise` takes twice as long.
 */
export function trace<Name extends keyof Operations, T>(
  name: Name,
  operation: Operations[Name],
  run: () => Promise<T>,
): Promise<T> {
  const { start, asyncEnd, error: failed } = operations[name] as TracingChannel<object, unknown>
  if (!start.hasSubscribers) return run()
  const outcome = operation as { result?: T; error?: unknown }
  return start.runStores(operation, async () => {
    try {
      outcome.result = await run()
      return outcome.result
    } catch (error) {
      outcome.error = error
      failed.publish(operation)
      throw error
    } finally {
      asyncEnd.publish(operation)
    }
  })
}
