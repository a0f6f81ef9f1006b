import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { orderIdPrefix } from '@slipway/contracts'
import { transaction } from '@slipway/store'

const BATCH = 100

export async function deleteExpiredKeys(db: DatabaseSync, now: number, signal?: AbortSignal): Promise<void> {
  await inBatches(db, signal, () => {
    const expired = db
      .prepare(
        `DELETE FROM idempotency_keys WHERE key IN (
           SELECT key FROM idempotency_keys WHERE expires_at <= ? LIMIT ${BATCH}
         ) RETURNING order_id`,
      )
      .all(now)
    const remove = db.prepare("DELETE FROM orders WHERE id = ? AND status = 'rejected'")
    for (const { order_id } of expired) remove.run(order_id!)
    return expired.length
  })
}

export async function deleteOldOrders(
  db: DatabaseSync,
  createdBefore: number,
  signal?: AbortSignal,
): Promise<void> {
  await inBatches(db, signal, () => {
    const { changes } = db
      .prepare(
        `DELETE FROM orders WHERE id IN (
           SELECT id FROM orders WHERE id < ? AND due_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM idempotency_keys WHERE order_id = id)
           ORDER BY id LIMIT ${BATCH}
         )`,
      )
      .run(orderIdPrefix(createdBefore))
    return Number(changes)
  })
}

/** One transaction per batch, so that requests wait for the write lock and the event loop only briefly. */
async function inBatches(
  db: DatabaseSync,
  signal: AbortSignal | undefined,
  deleteBatch: () => number,
): Promise<void> {
  while ((await transaction(db, deleteBatch)) === BATCH && !signal?.aborted) await setImmediate()
}
