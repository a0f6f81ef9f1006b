import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isStoreUnavailable, transaction } from '../src/index.ts'
import { openTwice } from './sqlite-files.ts'

test('a write waits for the write of another process, and the event loop goes on', async () => {
  using files = openTwice()
  files.other.exec('BEGIN IMMEDIATE')
  setTimeout(() => files.other.exec('COMMIT'), 200)
  let turns = 0
  const timer = setInterval(() => turns++, 5)

  expect(await transaction(files.db, () => 'written')).toBe('written')

  clearInterval(timer)
  expect(turns).toBeGreaterThan(10)
})

test('a write that gets no lock in time fails as not processed, and leaves nothing behind', async () => {
  using files = openTwice()
  files.other.exec('BEGIN IMMEDIATE')

  const error = await transaction(files.db, () => expect.unreachable()).catch((error: unknown) => error)

  expect(isStoreUnavailable(error)).toBe('not-processed')
  files.other.exec('COMMIT')
  expect(await transaction(files.db, () => 'written')).toBe('written')
})

test('writes of one process that wait at the same time do not mix', async () => {
  using files = openTwice()
  files.other.exec('BEGIN IMMEDIATE')
  const writes = Array.from({ length: 20 }, (_, value) =>
    transaction(files.db, () => files.db.prepare('INSERT INTO t VALUES (?)').run(value)),
  )
  await sleep(50)
  files.other.exec('COMMIT')

  await Promise.all(writes)

  expect(files.db.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 20 })
})
