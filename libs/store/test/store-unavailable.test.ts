import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { isStoreUnavailable } from '../src/index.ts'

/** The error that a real database throws. */
function failureOf(...statements: string[]): unknown {
  using db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE items (name TEXT PRIMARY KEY, stock INTEGER CHECK (stock >= 0)) STRICT')
  try {
    for (const statement of statements) db.exec(statement)
  } catch (error) {
    return error
  }
  throw new Error('did not fail')
}

const MANY_ROWS = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)
  INSERT INTO items SELECT 'item ' || i, i FROM n`

test.each([
  ['is full', ['PRAGMA max_page_count = 10', MANY_ROWS]],
  ['is read-only', ['PRAGMA query_only = ON', "INSERT INTO items VALUES ('a', 1)"]],
])('a database that %s is unavailable', (_name, statements) => {
  expect(isStoreUnavailable(failureOf(...statements))).toBe(true)
})

test.each([
  ['broken SQL', ['SELEC 1']],
  ['an unknown table', ['SELECT * FROM nowhere']],
  ['a broken constraint', ["INSERT INTO items VALUES ('a', -1)"]],
  ['a value of the wrong type', ["INSERT INTO items VALUES ('a', 'x')"]],
])('%s is a bug, not an unavailable store', (_name, statements) => {
  expect(isStoreUnavailable(failureOf(...statements))).toBe(false)
})

test.each([
  ['a type error', new TypeError('x is not a function')],
  ['an error with a similar text', new Error('the order contains: Command timed out')],
  ['a string', 'Connection is closed.'],
  ['undefined', undefined],
])('%s is a bug, not an unavailable store', (_name, error) => {
  expect(isStoreUnavailable(error)).toBe(false)
})
