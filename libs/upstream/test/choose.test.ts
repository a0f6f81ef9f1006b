import { expect, test } from 'vitest'
import { choose } from '../src/balance.ts'
import type { Instance } from '../src/instances.ts'

const NOW = 1_000_000
const instance = (name: string, passedOverUntil = 0): Instance => ({
  origin: `http://${name}`,
  inFlight: 0,
  passedOverUntil,
})
const first = instance('first')
const second = instance('second')
const leaving = instance('leaving', NOW + 1)
const back = instance('back', NOW)

test.each([
  { title: 'all that are free', all: [first, second], tried: [], chosen: [first, second] },
  { title: 'none that was tried', all: [first, second], tried: [first], chosen: [second] },
  { title: 'none where all were tried', all: [first, second], tried: [first, second], chosen: [undefined] },
  { title: 'none where there is none', all: [], tried: [], chosen: [undefined] },
  { title: 'none that is passed over', all: [leaving, first], tried: [], chosen: [first] },
  { title: 'a passed-over one that is alone', all: [leaving], tried: [], chosen: [leaving] },
  {
    title: 'a passed-over one where the other was tried',
    all: [leaving, first],
    tried: [first],
    chosen: [leaving],
  },
  { title: 'no tried one, even if passed over', all: [leaving], tried: [leaving], chosen: [undefined] },
  { title: 'one whose time has come', all: [back, leaving], tried: [], chosen: [back] },
])('chooses $title', ({ all, tried, chosen }) => {
  const seen = new Set(Array.from({ length: 200 }, () => choose(all, new Set(tried), NOW)))

  expect(seen).toEqual(new Set(chosen))
})

test('chooses the less busy one of two', () => {
  const busy = { ...first, inFlight: 3 }
  const idle = { ...second, inFlight: 2 }

  const seen = new Set(Array.from({ length: 200 }, () => choose([busy, idle])))

  expect(seen).toEqual(new Set([idle]))
})

test('never the busiest one of three, but not always the same one', () => {
  const all = [5, 1, 1].map((inFlight, index) => ({ ...instance(`${index}`), inFlight }))

  const seen = new Set(Array.from({ length: 200 }, () => choose(all)))

  expect(seen).toEqual(new Set(all.slice(1)))
})
