import { composeUp, skipped } from '@slipway/harness/docker'
import { available, dockerAvailable, place, sendWithRetries, stockUp } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

describe.skipIf(!dockerAvailable)(`a Redis that is killed and restarted${skipped}`, () => {
  // With the users of the repository: what Redis reads back from its log depends on their rights too.
  test('has all data that was acknowledged', async () => {
    await using system = await composeUp()
    await stockUp(system.url, 'restart', 10)
    const { body } = await place(system.url, [{ sku: 'restart', quantity: 3 }])
    const order = body as { id: string; status: string }
    expect(order.status).toBe('confirmed')

    await system.compose('kill', 'redis')
    await system.compose('up', '--detach', '--wait', '--no-recreate', 'redis')
    expect(await available(system.url, 'restart')).toBe(7)
    expect((await sendWithRetries('GET', `${system.url}/api/orders/${order.id}`)).body).toEqual(order)
  })
})
