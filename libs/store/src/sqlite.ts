import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { StartupError } from '@slipway/service-kit'
import { Database } from './sqlite-database.ts'
import { isBusy, runTransaction } from './sqlite-transaction.ts'

/** How long SQLite itself waits for another process's write: the call blocks the event loop. */
const BUSY_TIMEOUT = 5 // ms
/** Longer at start: there are no requests yet, and another instance may be migrating. */
const START_TIMEOUT = 10_000 // ms

/**
 * Opens a database file, which several processes on this machine may share, and applies the migrations it
 * lacks (`001_name.sql`, `002_…` in the folder).
 * @throws StartupError if the file cannot be written, or if a newer version of the service wrote it.
 */
export function openSqlite(file: string, migrations: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const db = new Database(file, { timeout: START_TIMEOUT, enableForeignKeyConstraints: true })
    // WAL: other processes can read while this one writes. FULL: each commit is on disk before it is
    // acknowledged, which NORMAL does not guarantee in WAL mode. https://sqlite.org/pragma.html
    enableWal(db)
    db.exec('PRAGMA synchronous = FULL')
    migrate(db, file, migrations)
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
    return db
  } catch (error) {
    if (error instanceof StartupError) throw error
    throw new StartupError(
      `STORE_URL sqlite:${file} cannot be opened (${(error as Error).message}). Set it to a file in a folder that this user can write.`,
    )
  }
}

/** The one statement that ignores the busy timeout, if two processes open a new file at the same time. */
function enableWal(db: DatabaseSync): void {
  const deadline = Date.now() + START_TIMEOUT
  while (true) {
    try {
      db.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10) // sleeps 10 ms
    }
  }
}

function migrate(db: DatabaseSync, file: string, folder: string): void {
  const scripts = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  runTransaction(db, () => {
    // Read inside the transaction: another instance may have migrated in the meantime.
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
