import type { Sample } from '@slipway/e2e'
import { expect, test } from 'vitest'
import { summariseRounds, whoIsHere } from '../src/parts/gateway.ts'
import { isGood, summariseStep } from '../src/parts/orders.ts'
import { oneProtection } from '../src/parts/protections.ts'
import type { Round } from '../src/rounds.ts'

const round = (cpu: number, errors = 0): Round => ({
  cpu,
  errors,
  requests: 100,
  requestsPerSecond: 100,
  p50: 1,
  p99: 2,
  p999: 3,
  memory: 4,
})

test('a round with an error is void: counted as such, and in no figure', () => {
  const result = summariseRounds('gateway', '1.0', [round(10), round(1_000, 1), round(20)])
  expect(result).toMatchObject({
    rounds: { counted: 2, void: 1 },
    requests: 200,
    cpu: { median: 15, min: 10, max: 20 },
  })
  expect(summariseRounds('gateway', '1.0', [round(10, 1)])).toBeUndefined()
})

test('what a protection costs is told round by round, where neither had an error', () => {
  const all = [round(50), round(80), round(70, 1)]
  const without = [round(45), round(60), round(1)]
  expect(oneProtection('without it', {}, without, all)).toMatchObject({
    rounds: { counted: 2, void: 1 },
    cpu: { min: 45, max: 60 },
    saved: { min: 5, median: 12.5, max: 20 },
  })
  expect(oneProtection('everything on', {}, all)).toMatchObject({ cpu: { median: 65 } })
})

test('what is not installed is skipped by name, and the reason says what to do', () => {
  const gateway = (name: string, version?: string) => ({
    name,
    version: () => version,
    install: `apt-get install ${name}`,
    command: () => [name],
  })
  const { present, skipped } = whoIsHere([gateway('here', '1.0'), gateway('missing')])
  expect(present.map(({ name }) => name)).toEqual(['here'])
  expect(skipped).toEqual([{ name: 'missing', reason: 'not installed: apt-get install missing' }])
})

const samples = (ms: number, ...outcomes: Sample['outcome'][]): Sample[] =>
  outcomes.map((outcome) => ({ kind: 'order', at: 0, ms, outcome, repeated: false, stalled: false }))
const status = (code: number) => ({ status: code, body: undefined as never, location: null })

test.each([
  ['all confirmed in time', 2, samples(10, status(201), status(201)), true],
  ['not all sent in time', 3, samples(10, status(201), status(201)), false],
  ['one not known yet', 2, samples(10, status(201), status(202)), false],
  ['one without an answer', 2, samples(10, status(201), { failed: 'ECONNRESET', requestId: '1' }), false],
  ['too slow', 2, samples(251, status(201), status(201)), false],
])('a rate is good, or not: %s', (_, rate, all, good) => {
  const step = summariseStep(rate, 1, all)
  expect(step.sent).toBe(2)
  expect(Object.values(step.outcomes).reduce((sum, count) => sum + count)).toBe(rate)
  expect(isGood(step)).toBe(good)
})
