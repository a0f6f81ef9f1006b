import { expect, test } from 'vitest'
import { makePlan } from '../src/plan.ts'

const victims = ['gateway-1', 'orders-1', 'orders-2', 'catalog-1', 'catalog-2', 'redis']
const kinds = victims.flatMap((name) =>
  ['kill', 'pause'].map((how) => ({ name: `${how} ${name}`, victims: [name] })),
)
const options = { seconds: 120, rate: 100, kinds }

test('the same seed gives the same requests and faults, and another one gives others', () => {
  const plan = makePlan({ ...options, seed: 1 })
  expect(makePlan({ ...options, seed: 1 })).toEqual(plan)
  const other = makePlan({ ...options, seed: 2 })
  const timesOf = ({ faults }: typeof plan) => faults.map(({ at }) => at)
  const linesOf = ({ requests }: typeof plan) => requests.map((one) => ('lines' in one ? one.lines : one.sku))
  expect(timesOf(other)).not.toEqual(timesOf(plan))
  expect(linesOf(other)).not.toEqual(linesOf(plan))
})

test('120 s have 12,000 orders, one in ten sent twice, and at least 30 faults of every kind', () => {
  const { requests, faults } = makePlan({ ...options, seed: 3 })
  const orders = requests.filter((one) => 'lines' in one)
  expect(orders).toHaveLength(12_000)
  const twice = orders.filter(({ repeatAfter }) => repeatAfter !== undefined)
  expect(twice.length).toBeGreaterThan(1_000)
  expect(twice.length).toBeLessThan(1_400)
  expect(twice.some(({ repeatAfter }) => repeatAfter === 0)).toBe(true)
  expect(orders.some(({ cancelAfter }) => cancelAfter !== undefined)).toBe(true)
  expect(faults.length).toBeGreaterThanOrEqual(30)
  expect(new Set(faults.map(({ name }) => name))).toEqual(new Set(kinds.map(({ name }) => name)))
})
