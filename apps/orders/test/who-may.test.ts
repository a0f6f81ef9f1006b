import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '@slipway/contracts'
import { encodeCursor } from '@slipway/service-kit'
import { onBothStores } from '@slipway/testing'
import type { Response } from 'supertest'
import { describe, expect, test } from 'vitest'
import { startWithUsers, type UserName } from './start-with-users.ts'

const EVERYBODY = ['ada', 'bob', 'operator'] as const

/** Places one order for each. Not two in the same millisecond: the ids of these are in any order. */
async function placeInTurn(
  orders: Awaited<ReturnType<typeof startWithUsers>>,
  users: readonly UserName[],
  key: string,
): Promise<Order[]> {
  const placed: Order[] = []
  for (const user of users) {
    placed.push((await orders.as(user).place(key)).body)
    await sleep(2)
  }
  return placed
}

/** Ada, Bob and the operator have placed two orders each, in turns: with the keys `first` and `second` of their own. */
async function startPlaced(url: string) {
  const orders = await startWithUsers(url)
  const first = await placeInTurn(orders, EVERYBODY, 'first')
  const second = await placeInTurn(orders, EVERYBODY, 'second')
  return { ...orders, placed: [...first, ...second] }
}
type Placed = Awaited<ReturnType<typeof startPlaced>>

const rope = { lines: [{ sku: 'rope', quantity: 1 }] }
const otherOf = (user: UserName) => (user === 'ada' ? 'bob' : 'ada')
const firstOf = (user: UserName, { placed }: Placed) => placed.find(({ owner }) => owner === user)!
const lastOf = (user: UserName, { placed }: Placed) => placed.findLast(({ owner }) => owner === user)!

/** The status of a response, and whose orders it contains. */
function outcome({ status, body }: Response): string {
  if (status >= 400) return `${status}`
  const items: Order[] = body.items ?? [body]
  return `${status} ${items.map(({ owner }) => owner).join(' ')}`.trim()
}

/** What a user does. Returns the outcome. */
const ACTIONS: Record<string, (user: UserName, orders: Placed) => Promise<string>> = {
  'read own': async (user, orders) => outcome(await orders.as(user).read(firstOf(user, orders).id)),
  "read another's": async (user, orders) =>
    outcome(await orders.as(user).read(firstOf(otherOf(user), orders).id)),
  list: async (user, orders) => outcome(await orders.as(user).list()),
  'list, page by page': async (user, orders) => {
    const first = await orders.as(user).list({ limit: '1' })
    const { nextCursor: cursor } = first.body
    return [outcome(first), outcome(await orders.as(user).list({ limit: '5', cursor }))].join(', ')
  },
  "list with a cursor of another's": async (user, orders) => {
    const { id } = user === 'operator' ? lastOf('ada', orders) : firstOf('operator', orders)
    const cursor = encodeCursor(id)
    return outcome(await orders.as(user).list({ cursor }))
  },
  'list pending': async (user, orders) => {
    orders.state.catalogAvailable = false
    await placeInTurn(orders, EVERYBODY, 'third')
    return outcome(await orders.as(user).list({ status: 'pending' }))
  },
  'cancel own': async (user, orders) => outcome(await orders.as(user).cancel(firstOf(user, orders).id)),
  "cancel another's": async (user, orders) => {
    const { id } = firstOf(otherOf(user), orders)
    const cancelled = outcome(await orders.as(user).cancel(id))
    return `${cancelled}: ${(await orders.store.get(id))!.status}`
  },
  place: async (user, orders) => outcome(await orders.as(user).place('third')),
  'repeat with own key': async (user, orders) => {
    const repeat = await orders.as(user).place('first')
    return `${outcome(repeat)}, ${repeat.body.id === firstOf(user, orders).id ? 'the same' : 'a new one'}`
  },
  "place with another's key and the same body": async (user, orders) => {
    const { body } = await orders.as(otherOf(user)).place('shared').expect(201)
    const placed = await orders.as(user).place('shared')
    return `${outcome(placed)}, ${placed.body.id === body.id ? 'the same' : 'a new one'}`
  },
  "place with another's key and another body": async (user, orders) => {
    await orders.as(otherOf(user)).place('shared').expect(201)
    return outcome(await orders.as(user).place('shared', rope))
  },
  'place with own key and another body': async (user, orders) =>
    outcome(await orders.as(user).place('first', rope)),
}

/** What each of them gets; `own` stands for the user. */
const TABLE: [action: string, customer: string, operator: string][] = [
  ['read own', '200 own', '200 own'],
  ["read another's", '404', '200 ada'],
  ['list', '200 own own', '200 operator bob ada operator bob ada'],
  ['list, page by page', '200 own, 200 own', '200 operator, 200 bob ada operator bob ada'],
  ["list with a cursor of another's", '200 own', '200 operator bob ada'],
  ['list pending', '200 own', '200 operator bob ada'],
  ['cancel own', '200 own', '200 own'],
  ["cancel another's", '404: confirmed', '200 ada: cancelled'],
  ['place', '201 own', '201 own'],
  ['repeat with own key', '201 own, the same', '201 own, the same'],
  ["place with another's key and the same body", '201 own, a new one', '201 own, a new one'],
  ["place with another's key and another body", '201 own', '201 own'],
  ['place with own key and another body', '422', '422'],
]

onBothStores('who may do what:', (freshUrl) => {
  describe.each(EVERYBODY)('%s', (user) => {
    test.each(TABLE)('%s', async (action, customer, operator) => {
      await using orders = await startPlaced(freshUrl())
      const expected = user === 'operator' ? operator : customer
      expect(await ACTIONS[action]!(user, orders)).toBe(expected.replaceAll('own', user))
    })
  })
})
