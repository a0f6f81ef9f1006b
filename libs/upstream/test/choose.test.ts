import { expect, test } from 'vitest'
import { choose } from '../src/balance.ts'
import { instance } from './fixtures.ts'

const NOW = 1_000_000
const first = instance('first')
const second = instance('second')
const draining = instance('draining', { skipUntil: NOW + 1 })
const restarted = instance('restarted', { skipUntil: NOW })
const ejected = instance('ejected', { skipUntil: NOW + 1, failures: 1 })
const due = instance('due', { skipUntil: NOW, failures: 1 })
const onTrial = { ...due, inFlight: 1 }
const busy = instance('busy', { inFlight: 9 })

test.each([
  { title: 'any idle instance', all: [first, second], tried: [], chosen: [first, second] },
  { title: 'none that was tried', all: [first, second], tried: [first], chosen: [second] },
  { title: 'none if all were tried', all: [first, second], tried: [first, second], chosen: [undefined] },
  { title: 'none if there is none', all: [], tried: [], chosen: [undefined] },
  { title: 'none that is draining', all: [draining, first], tried: [], chosen: [first] },
  { title: 'a draining one if it is the only one', all: [draining], tried: [], chosen: [draining] },
  {
    title: 'a draining one if the other was tried',
    all: [draining, first],
    tried: [first],
    chosen: [draining],
  },
  {
    title: 'no tried one, even if it is the only one',
    all: [draining],
    tried: [draining],
    chosen: [undefined],
  },
  { title: 'one that is no longer skipped', all: [restarted, draining], tried: [], chosen: [restarted] },
  { title: 'a draining one before an ejected one', all: [draining, ejected], tried: [], chosen: [draining] },
  { title: 'an ejected one if it is the only one', all: [ejected], tried: [], chosen: [ejected] },
  { title: 'none that is ejected', all: [ejected, busy], tried: [], chosen: [busy] },
  { title: 'one whose ejection is over', all: [due, busy], tried: [], chosen: [due] },
  { title: 'none with a trial request in flight', all: [onTrial, busy], tried: [], chosen: [busy] },
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

test('never chooses the busiest one of three, but not always the same one', () => {
  const all = [5, 1, 1].map((inFlight, index) => instance(`${index}`, { inFlight }))

  const seen = new Set(Array.from({ length: 200 }, () => choose(all)))

  expect(seen).toEqual(new Set(all.slice(1)))
})
