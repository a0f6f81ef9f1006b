import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { temporaryFolder } from '@slipway/testing'
import { openSqlite } from '../src/index.ts'

/** Writes numbered migrations into a new folder, and returns the folder. */
export function writeMigrations(parent: string, ...scripts: string[]): string {
  const folder = join(parent, 'migrations')
  mkdirSync(folder, { recursive: true })
  for (const [i, script] of scripts.entries()) {
    writeFileSync(join(folder, `${String(i + 1).padStart(3, '0')}_step.sql`), script)
  }
  return folder
}

/** The first line of a program for `node --eval` that opens databases. */
export const OPEN_SQLITE = `import { openSqlite, transaction } from '${new URL('../src/index.ts', import.meta.url).href}';`

/** One database with a table `t`, opened twice, as two processes would. */
export function openTwice(): Disposable & { db: DatabaseSync; other: DatabaseSync } {
  const folder = temporaryFolder()
  const migrations = writeMigrations(folder.path, 'CREATE TABLE t (a INTEGER) STRICT;')
  const [db, other] = [0, 1].map(() => openSqlite(join(folder.path, 'data.db'), migrations)) as [
    DatabaseSync,
    DatabaseSync,
  ]
  return {
    db,
    other,
    [Symbol.dispose]() {
      db.close()
      other.close()
      folder[Symbol.dispose]()
    },
  }
}
