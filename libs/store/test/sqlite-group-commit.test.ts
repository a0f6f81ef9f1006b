import { constants, type DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { transaction } from '../src/index.ts'
import { openTwice } from './sqlite-files.ts'

const insert = (db: DatabaseSync, value: number) =>
  transaction(db, () => db.prepare('INSERT INTO t VALUES (?)').run(value))
const stored = (db: DatabaseSync) =>
  db
    .prepare('SELECT a FROM t ORDER BY a')
    .all()
    .map(({ a }) => a)

test('writes that arrive together are committed together', async () => {
  using files = openTwice()
  const statements: (string | null)[] = []
  files.db.setAuthorizer((action, statement) => {
    if (action === constants.SQLITE_TRANSACTION) statements.push(statement)
    return constants.SQLITE_OK
  })

  await Promise.all([1, 2, 3].map((value) => insert(files.db, value)))

  expect(statements).toEqual(['BEGIN', 'COMMIT'])
  expect(stored(files.other)).toEqual([1, 2, 3])
})

test('a write alone needs no savepoint; several do', async () => {
  using files = openTwice()
  let savepoints = 0
  files.db.setAuthorizer((action, operation) => {
    if (action === constants.SQLITE_SAVEPOINT && operation === 'BEGIN') savepoints++
    return constants.SQLITE_OK
  })

  await insert(files.db, 1)
  expect(savepoints).toBe(0)
  await Promise.all([2, 3].map((value) => insert(files.db, value)))
  expect(savepoints).toBe(2)
})

test('a write that throws alone takes back its changes', async () => {
  using files = openTwice()
  const failing = transaction(files.db, () => {
    files.db.exec('INSERT INTO t VALUES (2)')
    throw new Error('halfway')
  })

  await expect(failing).rejects.toThrow('halfway')
  expect(stored(files.db)).toEqual([])
  await insert(files.db, 3)
  expect(stored(files.other)).toEqual([3])
})

test('a write that throws takes back only its own changes', async () => {
  using files = openTwice()
  const failing = transaction(files.db, () => {
    files.db.exec('INSERT INTO t VALUES (2)')
    throw new Error('halfway')
  })

  const outcomes = await Promise.allSettled([insert(files.db, 1), failing, insert(files.db, 3)])

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await expect(failing).rejects.toThrow('halfway')
  expect(stored(files.other)).toEqual([1, 3])
})

test('where SQLite ends the whole transaction, all its writes fail, and later ones do not', async () => {
  using files = openTwice()
  files.db.exec('CREATE UNIQUE INDEX u ON t (a); INSERT INTO t VALUES (0)')
  const ending = transaction(files.db, () => files.db.exec('INSERT OR ROLLBACK INTO t VALUES (0)'))

  const outcomes = await Promise.allSettled([insert(files.db, 1), ending, insert(files.db, 2)])

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  await expect(ending).rejects.toThrow('UNIQUE')
  expect(stored(files.other)).toEqual([0])
  await insert(files.db, 3)
  expect(stored(files.other)).toEqual([0, 3])
})

test('where the commit itself fails, all its writes fail', async () => {
  using files = openTwice()
  files.db.exec(`CREATE TABLE child (a INTEGER REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED);
    CREATE UNIQUE INDEX u ON t (a)`)
  const orphan = transaction(files.db, () => files.db.exec('INSERT INTO child VALUES (7)'))

  const outcomes = await Promise.allSettled([insert(files.db, 1), orphan])

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(stored(files.other)).toEqual([])
})
