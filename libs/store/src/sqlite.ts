import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartupError } from '@slipway/service-kit'

/** How long a write waits for another process's: the call holds the event loop, so not for long. */
const BUSY_TIMEOUT = 250 // ms
/** At start there is nobody to answer yet, and another instance may be migrating. */
const START_TIMEOUT = 10_000 // ms
const SQLITE_BUSY = 5 // https://sqlite.org/rescode.html#busy

/**
 * Opens a database file that several processes on this machine may share, and brings it up to the newest
 * migration (`001_name.sql`, `002_…` in the folder).
 * @throws StartupError where the file cannot be written or comes from a newer version of the service.
 */
export function openSqlite(file: string, migrations: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const db = new DatabaseSync(file, { timeout: START_TIMEOUT, enableForeignKeyConstraints: true })
    // WAL lets the other process read while this one writes; FULL has each commit on disk before it is
    // acknowledged (in WAL mode the default, NORMAL, does not). https://sqlite.org/pragma.html
    turnWalOn(db)
    db.exec('PRAGMA synchronous = FULL')
    migrate(db, file, migrations)
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
    return db
  } catch (error) {
    if (error instanceof StartupError) throw error
    throw new StartupError(
      `STORE_URL sqlite:${file} cannot be opened (${(error as Error).message}). Set it to a file in a folder that this user may write.`,
    )
  }
}

/** The one statement that may find the file busy without waiting: two processes that both open a new file. */
function turnWalOn(db: DatabaseSync): void {
  const giveUp = Date.now() + START_TIMEOUT
  while (true) {
    try {
      db.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      const busy = ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY
      if (!busy || Date.now() > giveUp) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10) // sleeps 10 ms
    }
  }
}

function migrate(db: DatabaseSync, file: string, folder: string): void {
  const scripts = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  transaction(db, () => {
    // Read inside the transaction: another instance may just have done it.
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
    if (version > scripts.length) {
      throw new StartupError(
        `STORE_URL sqlite:${file} was written by a newer version (schema ${version}, this one knows ${scripts.length}). Start that version, or set STORE_URL to another file.`,
      )
    }
    for (const script of scripts.slice(version)) db.exec(readFileSync(join(folder, script), 'utf8'))
    db.exec(`PRAGMA user_version = ${scripts.length}`)
  })
}

/**
 * Runs `work` as one write transaction. IMMEDIATE takes the write lock before the first read, so that what
 * was read still holds when it is written; a deferred one would fail halfway instead of waiting.
 */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
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
