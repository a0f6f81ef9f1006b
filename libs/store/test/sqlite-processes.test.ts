import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { isStoreUnavailable, openSqlite, transaction } from '../src/index.ts'
import { OPEN_SQLITE, writeMigrations } from './sqlite-files.ts'

const MIGRATIONS = [
  'CREATE TABLE log (step INTEGER, process INTEGER) STRICT;',
  'INSERT INTO log VALUES (2, 0);',
  'INSERT INTO log VALUES (3, 0);',
]
const argumentsFor = (program: string, ...rest: string[]) => [
  '--input-type=module',
  '--eval',
  `${OPEN_SQLITE} const [file, migrations, id] = process.argv.slice(1); ${program}`,
  ...rest,
]
const run = (program: string, ...rest: string[]) =>
  promisify(execFile)('node', argumentsFor(program, ...rest))

test('many processes open and migrate one new file at the same time: all succeed, each step runs once', async () => {
  for (let round = 0; round < 3; round++) {
    using folder = temporaryFolder()
    const file = join(folder.path, 'data/c.db')
    const migrations = writeMigrations(folder.path, ...MIGRATIONS)
    const startAt = Date.now() + 1_500
    const program = `
      while (Date.now() < ${startAt}) {}
      const db = openSqlite(file, migrations)
      db.exec('PRAGMA busy_timeout = 10000')
      transaction(db, () => db.exec('INSERT INTO log VALUES (0, ' + id + ')'))
      db.close()`
    const ids = [1, 2, 3, 4]
    await Promise.all(ids.map((id) => run(program, file, migrations, String(id))))

    using db = openSqlite(file, migrations)
    expect(db.prepare('SELECT step FROM log WHERE process = 0 ORDER BY rowid').all()).toEqual([
      { step: 2 },
      { step: 3 },
    ])
    const written = db.prepare('SELECT process FROM log WHERE process > 0 ORDER BY process').all()
    expect(written.map(({ process }) => process)).toEqual(ids)
  }
}, 60_000)

test('a write that another process keeps out fails soon, as a store that is away', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'c.db')
  const migrations = writeMigrations(folder.path, ...MIGRATIONS)
  using db = openSqlite(file, migrations)
  const program = `
    const db = openSqlite(file, migrations)
    db.exec('BEGIN IMMEDIATE')
    process.stdout.write('locked')
    process.stdin.resume().on('end', () => db.close())`
  const other = spawn(process.execPath, argumentsFor(program, file, migrations), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(other, 'exit')
  const write = () => transaction(db, () => db.exec('INSERT INTO log VALUES (9, 9)'))
  try {
    await once(other.stdout, 'data')
    const begun = performance.now()
    expect(write).toThrow(expect.toSatisfy((error) => isStoreUnavailable(error) === true))
    const waited = performance.now() - begun
    expect(waited).toBeGreaterThan(150)
    expect(waited).toBeLessThan(1_250)
    expect(db.prepare('SELECT count(*) AS count FROM log').get()).toEqual({ count: 2 }) // reading goes on
  } finally {
    other.stdin.end()
    await exited
  }
  write()
  expect(db.prepare('SELECT count(*) AS count FROM log').get()).toEqual({ count: 3 })
})

test('a process that is killed leaves what it committed, and nothing of what it had not', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'c.db')
  const migrations = writeMigrations(folder.path, ...MIGRATIONS)
  const program = `
    const db = openSqlite(file, migrations)
    transaction(db, () => db.exec('INSERT INTO log VALUES (0, 1)'))
    transaction(db, () => {
      db.exec('INSERT INTO log VALUES (0, 2)')
      process.kill(process.pid, 'SIGKILL')
    })`
  await expect(run(program, file, migrations)).rejects.toMatchObject({ signal: 'SIGKILL' })
  using db = openSqlite(file, migrations)
  const rows = db.prepare('SELECT process FROM log WHERE process > 0').all()
  expect(rows).toEqual([{ process: 1 }])
})
