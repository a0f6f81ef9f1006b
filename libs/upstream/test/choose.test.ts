import { expect, test } from 'vitest'
import { choose } from '../src/balance.ts'
import { instance } from './fixtures.ts'

const NOW = 1_000_000
const first = instance('first')
const second = instance('second')
const leaving = instance('leaving', { passedOverUntil: NOW + 1 })
const back = instance('back', { passedOverUntil: NOW })
const failed = instance('failed', { passedOverUntil: NOW + 1, failures: 1 })
const probed = instance('probed', { passedOverUntil: NOW, failures: 1 })
const beingProbed = { ...probed, inFlight: 1 }
const busy = instance('busy', { inFlight: 9 })

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
  { title: 'none that failed a moment ago', all: [failed, busy], tried: [], chosen: [busy] },
  { title: 'one that failed a while ago', all: [probed, busy], tried: [], chosen: [probed] },
  { title: 'none that is just being tried again', all: [beingProbed, busy], tried: [], chosen: [busy] },
])('chooses $title', ({ all, tried, chosen }) => {
  const seen = new Set(Array.from({ length: 200 }, () => choose(all, tried, NOW)))

  expect(seen).toEqual(new Set(chosen))
})

test('chooses the less busy one of two', () => {
  const busier = { ...first, inFlight: 3 }
  const idler = { ...second, inFlight: 2 }

  const seen = new Set(Array.from({ length: 200 }, () => choose([busier, idler])))

  expect(seen).toEqual(new Set([idler]))
})

test('never the busiest one of three, but not always the same one', () => {
  const all = [5, 1, 1].map((inFlight, index) => instance(`${index}`, { inFlight }))

  const seen = new Set(Array.from({ length: 200 }, () => choose(all)))

  expect(seen).toEqual(new Set(all.slice(1)))
})
