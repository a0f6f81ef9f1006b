import { constants, type DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openTwice } from './sqlite-files.ts'

/** How many statements SQLite compiles from now on. */
function countCompiled(db: DatabaseSync): () => number {
  let compiled = 0
  db.setAuthorizer((action) => {
    if (action === constants.SQLITE_SELECT) compiled++
    return constants.SQLITE_OK
  })
  return () => compiled
}

const READ = 'SELECT a FROM t WHERE a > ? ORDER BY a'

test('a statement is compiled once, with whatever values it runs', () => {
  using files = openTwice()
  files.db.exec('INSERT INTO t VALUES (1), (2)')
  const compiled = countCompiled(files.db)

  expect(files.db.prepare(READ).all(0)).toEqual([{ a: 1 }, { a: 2 }])
  expect(files.db.prepare(READ).all(1)).toEqual([{ a: 2 }])
  expect(files.db.prepare(READ).get(0)).toEqual({ a: 1 })

  expect(compiled()).toBe(1)
})

test('it sees what another connection has written, and a column that it has added', () => {
  using files = openTwice()
  const all = () => files.db.prepare('SELECT * FROM t').all()
  expect(all()).toEqual([])

  files.other.exec('INSERT INTO t VALUES (1)')
  expect(all()).toEqual([{ a: 1 }])
  files.other.exec('ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 7')
  expect(all()).toEqual([{ a: 1, b: 7 }])
})

test('after a statement that failed, the same one works', () => {
  using files = openTwice()
  files.db.exec('CREATE UNIQUE INDEX u ON t (a)')
  const insert = (value: number) => files.db.prepare('INSERT INTO t VALUES (?)').run(value)
  insert(1)

  expect(() => insert(1)).toThrow('UNIQUE')
  insert(2)
  expect(files.other.prepare(READ).all(0)).toEqual([{ a: 1 }, { a: 2 }])
})
