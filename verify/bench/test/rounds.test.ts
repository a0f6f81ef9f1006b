import type { Sample } from '@slipway/harness'
import { expect, test } from 'vitest'
import { findInstalled, summariseRounds } from '../src/parts/gateway.ts'
import { oneProtection } from '../src/parts/protections.ts'
import { inEachRound, type Round } from '../src/rounds.ts'
import { isGood, summariseStep } from '../src/step.ts'

const round = (cpu: number, errors = 0): Round => ({
  cpu,
  errors,
  requests: 100,
  requestsPerSecond: 100,
  latency: { p50: 1, p99: 2, p999: 3 },
  memory: 4,
})

test('a round with errors is void: counted as such, and in no figure', () => {
  const result = summariseRounds('gateway', '1.0', [round(10), round(1_000, 1), round(20)])
  expect(result).toMatchObject({
    rounds: { counted: 2, void: 1 },
    requests: 200,
    cpu: { median: 15, min: 10, max: 20 },
  })
  expect(summariseRounds('gateway', '1.0', [round(10, 1)])).toBeUndefined()
})

test('the cost of a protection is a difference round by round, where neither had errors', () => {
  const all = [round(50), round(80), round(70, 1)]
  const without = [round(45), round(60), round(1)]
  expect(oneProtection('without it', {}, without, all)).toMatchObject({
    rounds: { counted: 2, void: 1 },
    cpu: { min: 45, max: 60 },
    saved: { min: 5, median: 12.5, max: 20 },
  })
  expect(oneProtection('everything on', {}, all)).toMatchObject({ cpu: { median: 65 } })
})

test('a ratio is one of the same rounds, where neither had errors', () => {
  const ratios = (one: Round[], floor: Round[]) => inEachRound(one, floor, (a, b) => a.cpu / b.cpu)
  expect(ratios([round(30), round(80), round(1, 1)], [round(10), round(20), round(1)])).toEqual([3, 4])
  expect(ratios([round(30)], [round(10, 1)])).toEqual([])
})

test('a gateway that is not installed is skipped, with how to install it', () => {
  const gateway = (name: string, version?: string) => ({
    name,
    version: () => version,
    install: `apt-get install ${name}`,
    command: () => [name],
  })
  const { installed, skipped } = findInstalled([gateway('here', '1.0'), gateway('missing')])
  expect(installed.map(({ name }) => name)).toEqual(['here'])
  expect(skipped).toEqual([{ name: 'missing', reason: 'not installed: apt-get install missing' }])
})

const samples = (ms: number, ...outcomes: Sample['outcome'][]): Sample[] =>
  outcomes.map((outcome) => ({ kind: 'order', at: 0, ms, outcome, retried: false, stalled: false }))
const status = (code: number) => ({ status: code, body: undefined as never, location: null })

test.each([
  ['all confirmed in time', 2, samples(10, status(201), status(201)), true],
  ['not all sent in time', 3, samples(10, status(201), status(201)), false],
  ['one not settled yet', 2, samples(10, status(201), status(202)), false],
  ['one without a response', 2, samples(10, status(201), { failed: 'ECONNRESET', requestId: '1' }), false],
  ['too slow', 2, samples(251, status(201), status(201)), false],
])('a rate is good, or not: %s', (_, rate, all, good) => {
  const step = summariseStep(rate, 1, all)
  expect(step.sent).toBe(2)
  expect(Object.values(step.outcomes).reduce((sum, count) => sum + count)).toBe(rate)
  expect(isGood(step)).toBe(good)
})
