import { describe, expect, test } from 'vitest'
import type { AnyResponse } from '../src/call.ts'
import { retry } from '../src/retry.ts'
import { RetryBudget } from '../src/retry-budget.ts'
import { knownInstances, newCall } from './fixtures.ts'
import { broken, notProcessed, ok, timedOut, unreachable } from './outcomes.ts'

/** The result of a request whose attempts end like this, one after the other. */
async function request(...outcomes: (AnyResponse | Error)[]): Promise<AnyResponse> {
  const options = { attempts: outcomes.length, budget: new RetryBudget(1) }
  const send = retry(await knownInstances(outcomes.length), options, async () => {
    const outcome = outcomes.shift()!
    if (outcome instanceof Error) throw outcome
    return outcome
  })
  return send(newCall())
}

describe('if one attempt may have been received, the error says so, whatever the last attempt ended with', () => {
  test.each([
    ['broken off', 'unreachable', [broken, unreachable]],
    ['timed out', 'unreachable', [timedOut, unreachable]],
    ['broken off', 'rejected', [broken, notProcessed]],
    ['timed out', 'rejected', [timedOut, notProcessed]],
    ['timed out', 'unreachable, then rejected', [timedOut, unreachable, notProcessed]],
    ['unreachable', 'timed out, then rejected', [unreachable, timedOut, notProcessed]],
  ])('%s, then %s', async (_first, _then, outcomes) => {
    await expect(request(...outcomes)).rejects.toMatchObject({ name: 'UpstreamError', sent: true })
  })
})

test.each([200, 500])('a response of %i to a later attempt is the result', async (status) => {
  const response = { ...ok, status }
  const { status: received, body } = await request(timedOut, notProcessed, response)
  expect({ received, body }).toEqual({ received: status, body: response.body })
})

test('if no attempt was received, the error says so', async () => {
  await expect(request(notProcessed, unreachable)).rejects.toMatchObject({ sent: false })
  expect(await request(unreachable, notProcessed)).toMatchObject({ status: 503, body: notProcessed.body })
})

test.each([
  [timedOut, true],
  [unreachable, false],
])('after %s as the last attempt before the deadline, sent is %s', async (error, sent) => {
  const send = retry(await knownInstances(2), { attempts: 2, budget: new RetryBudget(1) }, async () => {
    throw error
  })

  await expect(send(newCall({ deadline: performance.now() - 1 }))).rejects.toMatchObject({ sent })
})
