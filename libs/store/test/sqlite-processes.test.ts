import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { openSqlite } from '../src/index.ts'
import { OPEN_SQLITE, writeMigrations } from './sqlite-files.ts'

const MIGRATIONS = [
  'CREATE TABLE log (step INTEGER, process INTEGER) STRICT;',
  'INSERT INTO log VALUES (2, 0);',
  'INSERT INTO log VALUES (3, 0);',
]

/** Runs a program in another process, which is killed at the end of the block. */
function start(program: string, ...args: string[]) {
  const source = `${OPEN_SQLITE}
    import { readSync } from 'node:fs'
    const waitForTest = () => {
      process.stdout.write('waiting')
      readSync(0, Buffer.alloc(1))
    }
    ${program}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return {
    /** Resolves when the program calls `waitForTest`. */
    waiting: () => once(child.stdout, 'data'),
    continue: () => void child.stdin.write('.'),
    exited: once(child, 'exit').then(([code, signal]) => ({ code, signal })),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}

test('many processes can open one new file at the same time, and each migration runs once', async () => {
  const ROUNDS = 3
  using folder = temporaryFolder()
  const files = Array.from({ length: ROUNDS }, (_, round) => join(folder.path, `data-${round}/c.db`))
  const migrations = writeMigrations(folder.path, ...MIGRATIONS)
  const program = `
    const [migrations, id, ...files] = process.argv.slice(1)
    for (const file of files) {
      waitForTest()
      const db = openSqlite(file, migrations)
      await transaction(db, () => db.exec('INSERT INTO log VALUES (0, ' + id + ')'), 10_000)
      db.close()
    }`
  using stack = new DisposableStack()
  const ids = [1, 2, 3, 4]
  const processes = ids.map((id) => stack.use(start(program, migrations, String(id), ...files)))

  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(processes.map((each) => each.waiting()))
    for (const each of processes) each.continue()
  }

  const exits = await Promise.all(processes.map(({ exited }) => exited))
  expect(exits).toEqual(ids.map(() => ({ code: 0, signal: null })))
  for (const file of files) {
    using db = openSqlite(file, migrations)
    expect(db.prepare('SELECT step FROM log WHERE process = 0 ORDER BY rowid').all()).toEqual([
      { step: 2 },
      { step: 3 },
    ])
    const written = db.prepare('SELECT process FROM log WHERE process > 0 ORDER BY process').all()
    expect(written.map(({ process }) => process)).toEqual(ids)
  }
}, 60_000)

test('a process that is killed leaves what it has committed, and nothing else', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'c.db')
  const migrations = writeMigrations(folder.path, ...MIGRATIONS)
  const program = `
    const [file, migrations] = process.argv.slice(1)
    const db = openSqlite(file, migrations)
    await transaction(db, () => db.exec('INSERT INTO log VALUES (0, 1)'))
    await transaction(db, () => {
      db.exec('INSERT INTO log VALUES (0, 2)')
      process.kill(process.pid, 'SIGKILL')
    })`
  using killed = start(program, file, migrations)
  expect(await killed.exited).toMatchObject({ signal: 'SIGKILL' })
  using db = openSqlite(file, migrations)
  const rows = db.prepare('SELECT process FROM log WHERE process > 0').all()
  expect(rows).toEqual([{ process: 1 }])
})
