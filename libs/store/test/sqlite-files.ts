import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes migrations into a new folder, numbered in the order given, and answers with the folder. */
export function writeMigrations(parent: string, ...scripts: string[]): string {
  const folder = join(parent, 'migrations')
  mkdirSync(folder, { recursive: true })
  for (const [i, script] of scripts.entries()) {
    writeFileSync(join(folder, `${String(i + 1).padStart(3, '0')}_step.sql`), script)
  }
  return folder
}

/** The source of a program for `node --eval` that can open a database as a service does. */
export const OPEN_SQLITE = `import { openSqlite, transaction } from '${new URL('../src/sqlite.ts', import.meta.url).href}';`
