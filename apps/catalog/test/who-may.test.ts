import { onBothStores, recordedLog, temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { startWithUsers, type UserName } from './start-with-users.ts'

type Catalog = Awaited<ReturnType<typeof startWithUsers>>

/** What a user does: returns the status, and how many pieces were added to the stock. */
const ACTIONS: Record<string, (catalog: Catalog, user: UserName) => Promise<number>> = {
  'list products': async (catalog, user) => (await catalog.as(user).api.get('/api/products')).status,
  'read a product': async (catalog, user) => (await catalog.as(user).api.get('/api/products/oar')).status,
  'change a product': async (catalog, user) => (await catalog.as(user).put()).status,
  restock: async (catalog, user) => (await catalog.as(user).restock('key')).status,
  'repeat a restock': async (catalog, user) => {
    await catalog.as(user).restock('key')
    return (await catalog.as(user).restock('key')).status
  },
  "restock with another's key": async (catalog, user) => {
    await catalog.as('local').restock('key')
    return (await catalog.as(user).restock('key')).status
  },
}

/** By action: for customers and for operators, the status and the stock after it, which is 10 before. */
const TABLE: [action: string, customer: [number, number], operator: [number, number]][] = [
  ['list products', [200, 10], [200, 10]],
  ['read a product', [200, 10], [200, 10]],
  ['change a product', [403, 10], [200, 10]],
  ['restock', [403, 10], [200, 15]],
  ['repeat a restock', [403, 10], [200, 15]],
  ["restock with another's key", [403, 15], [200, 20]],
]

onBothStores('who may do what:', (freshUrl) => {
  describe.each(['ada', 'bob', 'operator'] as const)('%s', (user) => {
    test.each(TABLE)('%s', async (action, customer, operator) => {
      await using catalog = await startWithUsers(freshUrl())
      const status = await ACTIONS[action]!(catalog, user)
      expect([status, await catalog.stock()]).toEqual(user === 'operator' ? operator : customer)
    })
  })

  test('a restock with a key from before there were users is a repeat for the local user', async () => {
    const url = freshUrl()
    await using catalog = await startWithUsers(url)
    await catalog.as('local').restock('key').expect(200)
    await catalog.as('local').restock('operator').expect(200)
    await catalog.as('operator').restock('key').expect(200)
    await catalog.as('local').restock('"key"').expect(200)
    expect(await catalog.stock()).toBe(25)
  })
})

test.each(['put', 'restock'] as const)(
  'a %s that is refused says why, before the body is validated',
  async (action) => {
    const { logger, records } = recordedLog()
    using folder = temporaryFolder()
    await using catalog = await startWithUsers(`sqlite:${folder.path}/catalog.db`, logger)
    const refusals = () => records().filter(({ event }) => event === 'access-refused')
    const ada = catalog.as('ada')
    const { status, type, body } = await (action === 'put' ? ada.put({}) : ada.restock('key', {}))
    expect([status, type]).toEqual([403, 'application/problem+json'])
    expect(body).toMatchObject({
      type: 'tag:slipway.example,2026:forbidden',
      title: 'Forbidden',
      detail: 'Only operators may change products.',
    })
    await expect.poll(() => refusals()).toHaveLength(1)
    const line = { msg: 'request', status: 403, problem: 'forbidden', reason: 'not-operator', subject: 'ada' }
    expect(refusals()).toMatchObject([line])
  },
)
