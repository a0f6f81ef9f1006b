import { expect, test } from 'vitest'
import { readMachine } from '../src/machine.ts'
import { goalsTable, place } from '../src/output/table.ts'

test('a goal is met up to its limit, and shown as not met above it', () => {
  const goals = [5, 5.01].map((measured) => ({ name: 'a line', limit: 5, measured }))
  expect(goalsTable(goals).split('\n').slice(2)).toEqual([
    '| a line | 5 | 5 | met |',
    '| a line | 5 | 5.01 | **not met** |',
  ])
})

test('figures of a busy machine say so', () => {
  const machine = { ...readMachine(), cores: 2 }
  expect(place({ ...machine, loadBefore: 4 })).not.toContain('busy')
  expect(place({ ...machine, loadBefore: 4.1 })).toContain('busy')
})
