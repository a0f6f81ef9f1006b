import type { FastifyBaseLogger } from 'fastify'
import { repeat } from './repeat.ts'
import type { SettleContext } from './settle-order.ts'

const DELETION_INTERVAL = 60_000 // ms

/**
 * Deletes expired idempotency keys with their rejected orders, and settled orders after the retention time; every
 * minute, in small batches. Apart from recovery, which must not wait for it. Every instance does this: a batch is one
 * atomic step, and safe to repeat. Returns a function that stops it, after the current batch.
 */
export function startDeletion(
  { store, retention }: SettleContext,
  log: FastifyBaseLogger,
  interval: number,
): () => Promise<void> {
  let dueAt = 0
  const deleteOldData = async (signal: AbortSignal) => {
    const now = Date.now()
    if (now < dueAt) return
    await store.deleteExpiredKeys(now, signal)
    if (Number.isFinite(retention)) await store.deleteOldOrders(now - retention, now, signal)
    dueAt = now + DELETION_INTERVAL
  }
  return repeat(async (signal) => {
    await deleteOldData(signal).catch((err) => log.warn({ err }, 'deletion failed, retrying'))
    return false
  }, interval)
}
