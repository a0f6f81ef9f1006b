import type { DatabaseSync } from 'node:sqlite'

const SQLITE_BUSY = 5 // https://sqlite.org/rescode.html#busy

/** Whether another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number } | undefined)?.errcode ?? 0) % 256 === SQLITE_BUSY
}

/**
 * Runs `work` as one write transaction, without waiting for the lock beyond SQLite's own timeout. IMMEDIATE takes the
 * write lock before the first read, so that what was read is still true at the write; a deferred transaction would fail
 * at its first write instead of waiting.
 */
export function runTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
