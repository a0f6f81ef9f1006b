import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { RetryBudget } from '../src/retry-budget.ts'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

const RESERVE = 10

/** How many retries a budget allows if all of these requests fail. */
function retries(budget: RetryBudget, requests: number): number {
  let allowed = 0
  for (let request = 0; request < requests; request++) {
    budget.deposit()
    if (budget.withdraw()) allowed++
  }
  return allowed
}

test.each([
  [0.2, 1_000, 200],
  [0.1, 1_000, 100],
  [0, 1_000, 0],
])('a share of %d of %i requests is %i retries and the reserve', (share, requests, allowed) => {
  const made = retries(new RetryBudget(share), requests)

  expect(made).toBeLessThanOrEqual(allowed + RESERVE)
  expect(made).toBeGreaterThanOrEqual(allowed + RESERVE - 1)
})

test('the reserve is available before the first request', () => {
  expect(retries(new RetryBudget(0.2), RESERVE)).toBe(RESERVE)
})

test('requests without retries save no more than the reserve', () => {
  const budget = new RetryBudget(0.2)
  for (let request = 0; request < 10_000; request++) budget.deposit()

  let allowed = 0
  while (allowed < 2 * RESERVE && budget.withdraw()) allowed++

  expect(allowed).toBe(RESERVE)
})

test('if every instance fails, there are at most 1.2 attempts per request, and the reserve', async () => {
  const reset: RequestListener = (request) => request.socket.destroy()
  await using first = await startInstance(reset)
  await using second = await startInstance(reset)
  await using upstream = await startUpstream([first.url, second.url], { settings: { BREAKER_FAILURES: 0 } })

  const caller = () => repeat(40, () => call(upstream).catch(({ code }) => code))
  const results = (await Promise.all(Array.from({ length: 10 }, caller))).flat()

  const attempts = first.received.length + second.received.length
  expect(new Set(results)).toEqual(new Set(['BROKEN']))
  expect(attempts).toBeLessThanOrEqual(1.2 * 400 + RESERVE)
  expect(attempts).toBeGreaterThan(1.15 * 400) // there are retries
})
