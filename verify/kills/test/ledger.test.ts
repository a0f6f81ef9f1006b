import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { type Entry, Ledger, readLedger } from '../src/ledger.ts'

test('an entry is in the file when append resolves, and entries keep their order', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'ledger.jsonl')
  await using ledger = await Ledger.create(file)
  const entries = Array.from({ length: 100 }, (_, step): Entry => {
    return { at: step, client: 1, key: 'k', step, what: 'place', event: 'asked', lines: [] }
  })
  const [first, ...others] = entries
  await ledger.append(first!)
  expect(readLedger(file)).toEqual([first])
  await Promise.all(others.map((entry) => ledger.append(entry)))
  expect(readLedger(file)).toEqual(entries)
})
