import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartupError } from '@slipway/service-kit'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { openSqlite, transaction } from '../src/index.ts'
import { writeMigrations } from './sqlite-files.ts'

const ITEMS = 'CREATE TABLE items (name TEXT PRIMARY KEY) STRICT;'

test('missing parent folders of a new file are created', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'a/b/c.db')
  using _db = openSqlite(file, writeMigrations(folder.path, ITEMS))
  expect(existsSync(file)).toBe(true)
})

test.each([
  ['foreign_keys', 1],
  ['journal_mode', 'wal'],
  ['synchronous', 2],
])('an open database has PRAGMA %s = %s', (pragma, value) => {
  using folder = temporaryFolder()
  using db = openSqlite(join(folder.path, 'c.db'), writeMigrations(folder.path, ITEMS))
  expect(db.prepare(`PRAGMA ${pragma}`).get()).toEqual({ [pragma]: value })
})

test('a row that refers to a missing row is rejected', () => {
  using folder = temporaryFolder()
  const lines = 'CREATE TABLE lines (item TEXT REFERENCES items (name)) STRICT;'
  using db = openSqlite(join(folder.path, 'c.db'), writeMigrations(folder.path, ITEMS, lines))
  expect(() => db.exec("INSERT INTO lines VALUES ('none')")).toThrow(/FOREIGN KEY/)
})

test('migrations run once each, in the order of their numbers', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'c.db')
  const log = 'CREATE TABLE log (step INTEGER) STRICT;'
  const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((step) => `INSERT INTO log VALUES (${step});`)
  openSqlite(file, writeMigrations(folder.path, log, ...steps.slice(0, 2))).close()
  openSqlite(file, writeMigrations(folder.path, log, ...steps)).close()
  using db = openSqlite(file, writeMigrations(folder.path, log, ...steps))
  const done = db
    .prepare('SELECT step FROM log ORDER BY rowid')
    .all()
    .map(({ step }) => step)
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 11 })
})

test('a failed migration is rolled back, with those before it', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'c.db')
  const broken = writeMigrations(
    folder.path,
    ITEMS,
    "INSERT INTO items VALUES ('a'); INSERT INTO nowhere VALUES (1);",
  )
  expect(() => openSqlite(file, broken)).toThrow(/nowhere/)
  using db = openSqlite(file, writeMigrations(folder.path, ITEMS, "INSERT INTO items VALUES ('b');"))
  expect(db.prepare('SELECT name FROM items').all()).toEqual([{ name: 'b' }])
})

test('a database of a newer version is not changed, and reported', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'c.db')
  openSqlite(file, writeMigrations(join(folder.path, 'new'), ITEMS, 'SELECT 1;')).close()
  const old = writeMigrations(join(folder.path, 'old'), ITEMS)
  const open = () => openSqlite(file, old)
  expect(open).toThrow(StartupError)
  expect(open).toThrow(/^STORE_URL sqlite:.*c\.db was written by a newer version \(schema 2, .* knows 1\)/)
})

test('a file that cannot be created is reported', () => {
  using folder = temporaryFolder()
  const migrations = writeMigrations(folder.path, ITEMS)
  const blocker = join(folder.path, 'blocker')
  writeFileSync(blocker, 'a regular file')
  for (const file of [join(blocker, 'c.db'), join(blocker, 'a/b/c.db'), folder.path]) {
    const open = () => openSqlite(file, migrations)
    expect(open).toThrow(StartupError)
    expect(open).toThrow(`STORE_URL sqlite:${file} cannot be opened`)
  }
})

test('a file that is not a database is reported', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'c.db')
  writeFileSync(file, 'this is the text of a letter, and not a database. '.repeat(20))
  const open = () => openSqlite(file, writeMigrations(folder.path, ITEMS))
  expect(open).toThrow(StartupError)
  expect(open).toThrow(/^STORE_URL sqlite:.*c\.db cannot be opened \(file is not a database\)/)
})

test('a transaction that throws is rolled back, one that returns is committed', async () => {
  using folder = temporaryFolder()
  using db = openSqlite(join(folder.path, 'c.db'), writeMigrations(folder.path, ITEMS))
  const insert = (name: string) => db.prepare('INSERT INTO items VALUES (?)').run(name)
  const failing = () =>
    transaction(db, () => {
      insert('a')
      throw new Error('halfway')
    })
  await expect(failing()).rejects.toThrow('halfway')
  expect(db.isTransaction).toBe(false)
  const result = await transaction(db, () => {
    insert('b')
    return 'done'
  })
  expect(result).toBe('done')
  expect(db.prepare('SELECT name FROM items').all()).toEqual([{ name: 'b' }])
})
