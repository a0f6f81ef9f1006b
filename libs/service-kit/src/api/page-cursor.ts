import { invalidField } from './problem.ts'

/** An opaque cursor: the key of the last item of a page. */
export function encodeCursor(key: string): string {
  return Buffer.from(key).toString('base64url')
}

/** @throws Problem 400 that names `cursor`, if it does not contain what `isKey` accepts. */
export function decodeCursor(
  cursor: string | undefined,
  isKey: (key: string) => boolean,
): string | undefined {
  if (cursor === undefined) return undefined
  const key = Buffer.from(cursor, 'base64url').toString()
  if (encodeCursor(key) === cursor && isKey(key)) return key
  throw invalidField(
    'query',
    'cursor',
    'is not a cursor of this list; use the nextCursor of a page unchanged',
  )
}
