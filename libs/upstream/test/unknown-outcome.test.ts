import { describe, expect, test } from 'vitest'
import type { Answer } from '../src/call.ts'
import { UpstreamError, type UpstreamErrorCode } from '../src/errors.ts'
import { retry } from '../src/retry.ts'
import { RetryBudget } from '../src/retry-budget.ts'
import { knownInstances, newCall, ok } from './fixtures.ts'

const failure = (code: UpstreamErrorCode, sent: boolean) => new UpstreamError(code, code, { sent })
const unreachable = failure('UNREACHABLE', false)
const broken = failure('BROKEN', true)
const late = failure('TIMEOUT', true)
const notBegun: Answer = { status: 503, headers: { 'x-not-begun': '1' }, body: Buffer.from('busy') }
const failed: Answer = { ...ok, status: 500 }

/** What the caller gets where one attempt after the other ends like this. */
async function attempts(...outcomes: (Answer | Error)[]): Promise<Answer> {
  const options = { attempts: outcomes.length, budget: new RetryBudget(1) }
  const send = retry(await knownInstances(outcomes.length), options, async () => {
    const outcome = outcomes.shift()!
    if (outcome instanceof Error) throw outcome
    return outcome
  })
  return send(newCall())
}

describe('where one attempt may have been received, the request may have been, whatever comes after it', () => {
  test.each([
    ['broke off', 'unreachable', [broken, unreachable]],
    ['was late', 'unreachable', [late, unreachable]],
    ['broke off', 'turned away', [broken, notBegun]],
    ['was late', 'turned away', [late, notBegun]],
    ['was late', 'unreachable, then turned away', [late, unreachable, notBegun]],
    ['was unreachable', 'late, then turned away', [unreachable, late, notBegun]],
  ])('it %s, and was then %s', async (_first, _then, outcomes) => {
    await expect(attempts(...outcomes)).rejects.toMatchObject({ name: 'UpstreamError', sent: true })
  })
})

test.each([ok, failed])('but an answer to a later attempt is the answer', async (answer) => {
  expect(await attempts(late, notBegun, answer)).toBe(answer)
})

test('where none was received, none is said to be', async () => {
  await expect(attempts(notBegun, unreachable)).rejects.toMatchObject({ sent: false })
  expect(await attempts(unreachable, notBegun)).toBe(notBegun)
})

test.each([
  [late, true],
  [unreachable, false],
])('nor where %s was the last before the deadline: sent is %s', async (error, sent) => {
  const send = retry(await knownInstances(2), { attempts: 2, budget: new RetryBudget(1) }, async () => {
    throw error
  })

  await expect(send(newCall({ deadline: performance.now() - 1 }))).rejects.toMatchObject({ sent })
})
