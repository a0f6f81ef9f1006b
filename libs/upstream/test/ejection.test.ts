import { describe, expect, test } from 'vitest'
import { Ejection, isAvailable, shareInUse } from '../src/ejection.ts'
import type { Instance } from '../src/instances.ts'
import { instance } from './fixtures.ts'

const NOW = 1_000_000
const FIRST = 1_000 // ms
const several = (count: number) => Array.from({ length: count }, (_, number) => instance(`${number}`))
const skipped = (all: Instance[], now: number) => all.filter(({ skipUntil }) => skipUntil > now)

describe('a failed instance is ejected', () => {
  test('for twice as long each time it fails again, up to ten times the first ejection', () => {
    const ejection = new Ejection(FIRST)
    const all = several(4)
    const [failing] = all as [Instance]
    const times: number[] = []
    let now = NOW

    for (let failure = 0; failure < 6; failure++) {
      ejection.failed(failing, all, now)
      times.push(failing.skipUntil - now)
      now = failing.skipUntil
    }

    expect(times).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  })

  test('for the first time again, if it has responded in between', () => {
    const ejection = new Ejection(FIRST)
    const all = several(2)
    const [failing] = all as [Instance]
    ejection.failed(failing, all, NOW)
    ejection.failed(failing, all, NOW + FIRST)

    ejection.succeeded(failing, NOW + 3 * FIRST)
    ejection.failed(failing, all, NOW + 4 * FIRST)

    expect(failing.skipUntil).toBe(NOW + 5 * FIRST)
  })

  test('once for all its requests in flight', () => {
    const ejection = new Ejection(FIRST)
    const all = several(2)
    const [failing] = all as [Instance]

    for (let late = 0; late < 20; late++) ejection.failed(failing, all, NOW + late)

    expect(failing).toMatchObject({ skipUntil: NOW + FIRST, failures: 1 })
  })

  test('even if a response to an earlier request arrives late', () => {
    const ejection = new Ejection(FIRST)
    const all = several(2)
    const [failing] = all as [Instance]
    ejection.failed(failing, all, NOW)

    ejection.succeeded(failing, NOW + FIRST - 1)

    expect(failing).toMatchObject({ skipUntil: NOW + FIRST, failures: 1 })
    expect(isAvailable(failing, NOW + FIRST - 1)).toBe(false)
  })

  test('never if the setting is 0', () => {
    const ejection = new Ejection(0)
    const all = several(2)

    for (const each of all) ejection.failed(each, all, NOW)

    expect(all).toEqual(several(2))
  })
})

describe('the limit', () => {
  test.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [9, 4],
  ])('of %i instances at most %i are ejected, even if all fail', (count, most) => {
    const ejection = new Ejection(FIRST)
    const all = several(count)

    for (let round = 0; round < 3; round++) {
      for (const [index, each] of all.entries()) {
        const now = NOW + round * 10 * FIRST + index
        ejection.failed(each, all, now)
        expect(skipped(all, now).length).toBeLessThanOrEqual(most)
      }
    }

    expect(skipped(all, NOW + 20 * FIRST + count)).toHaveLength(most)
  })

  test('at the limit, the instance ejected for longest is tried again', () => {
    const ejection = new Ejection(FIRST)
    const all = several(4)
    const [first, second, third, fourth] = all as [Instance, Instance, Instance, Instance]
    ejection.failed(second, all, NOW)
    ejection.failed(first, all, NOW + 1)

    ejection.failed(fourth, all, NOW + 2)

    expect(skipped(all, NOW + 2)).toEqual([first, fourth])
    expect(isAvailable(second, NOW + 2)).toBe(true)
    expect(isAvailable({ ...second, inFlight: 1 }, NOW + 2)).toBe(false) // with one request
    expect(isAvailable({ ...third, inFlight: 99 }, NOW + 2)).toBe(true)
  })
})

test('the share in use is that of the instances that are not ejected', () => {
  const ejection = new Ejection(FIRST)
  const all = several(4)
  expect(shareInUse([], NOW)).toBe(1)
  expect(shareInUse(all, NOW)).toBe(1)
  ejection.failed(all[0]!, all, NOW)
  expect(shareInUse(all, NOW)).toBe(0.75)
  expect(shareInUse([all[0]!], NOW)).toBe(1) // the others are not there any more
  expect(shareInUse(all, NOW + 2 * FIRST)).toBe(1)
})
