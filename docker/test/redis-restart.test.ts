import { available, insist, place, stockUp } from '@slipway/e2e'
import { dockerAnswers } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { composeUp, skipped } from './engine.ts'

describe.skipIf(!dockerAnswers)(`a Redis that is killed and started again${skipped}`, () => {
  // With the users of the repository: what Redis reads back from its log is a question of their rights too.
  test('has everything that was acknowledged', async () => {
    await using system = await composeUp()
    await stockUp(system.url, 'restart', 10)
    const { body } = await place(system.url, [{ sku: 'restart', quantity: 3 }])
    const order = body as { id: string; status: string }
    expect(order.status).toBe('confirmed')

    await system.compose('kill', 'redis')
    await system.compose('up', '--detach', '--wait', '--no-recreate', 'redis')
    expect(await available(system.url, 'restart')).toBe(7)
    expect((await insist('GET', `${system.url}/api/orders/${order.id}`)).body).toEqual(order)
  })
})
