import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor, type Problem } from '../../src/index.ts'

const isSku = (key: string) => /^[a-z-]+$/.test(key)

const errorOf = (cursor: string): Problem => {
  try {
    const key = decodeCursor(cursor, isSku)
    throw new Error(`was accepted as ${key}`)
  } catch (error) {
    return error as Problem
  }
}

test.each(['tea', 'coffee-beans', 'x'.repeat(64)])('the cursor of %s decodes to it', (key) => {
  const cursor = encodeCursor(key)
  expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
  expect(decodeCursor(cursor, isSku)).toBe(key)
})

test('without a cursor there is no key', () => {
  expect(decodeCursor(undefined, isSku)).toBeUndefined()
})

test.each([
  ['empty', ''],
  ['not base64url', 'té!'],
  ['the key itself', 'coffee-beans'],
  ['of another list', encodeCursor('0190c9d4-7d5c-7000-8000-000000000000')],
  ['padded', `${encodeCursor('te')}=`],
  ['cut short', encodeCursor('coffee').slice(0, -1)],
  ['longer by a character', `${encodeCursor('tea')}A`],
  ['with other bits at the end', encodeCursor('te').replace(/.$/, 'V')],
  ['not text', Buffer.from([0xff, 0xfe]).toString('base64url')],
])('a cursor that is %s is a 400 for that field', (_name, cursor) => {
  expect(errorOf(cursor)).toMatchObject({
    status: 400,
    members: { errors: [{ in: 'query', field: 'cursor', detail: expect.any(String) }] },
  })
})
