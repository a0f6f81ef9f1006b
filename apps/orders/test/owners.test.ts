import { fingerprint } from '@slipway/service-kit'
import { onBothStores, recordedLog, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { as, newOrder } from './open.ts'
import { storeEarlierOrder } from './raw.ts'
import { lines, startWithUsers } from './start-with-users.ts'

onBothStores('orders', (freshUrl) => {
  test("another's order looks like one that does not exist", async () => {
    await using orders = await startWithUsers(freshUrl())
    const { body } = await orders.as('ada').place('key').expect(201)
    const unknown = newOrder().id
    for (const send of ['read', 'cancel'] as const) {
      const [refused, missing] = [
        await orders.as('bob')[send](body.id),
        await orders.as('bob')[send](unknown),
      ]
      const about = (id: string, text: string, { instance }: { instance: string }) =>
        text.replaceAll(id, 'ID').replaceAll(instance, 'REQUEST')
      expect(refused.status).toBe(404)
      expect(about(body.id, refused.text, refused.body)).toBe(about(unknown, missing.text, missing.body))
      expect(Object.keys(refused.headers)).toEqual(Object.keys(missing.headers))
    }
  })

  test('an order from before there were users belongs to the local user, with its key', async () => {
    const url = freshUrl()
    await using orders = await startWithUsers(url)
    const { owner: _, ...earlier } = as('confirmed', newOrder())
    await storeEarlierOrder(url, earlier, 'key', fingerprint('POST', '/api/orders', { lines }))
    const repeat = await orders.as('local').place('key').expect(201)
    expect(repeat.body).toEqual(earlier)
    const { body } = await orders.as('ada').place('key').expect(201)
    expect(body).toMatchObject({ owner: 'ada', id: expect.not.stringMatching(earlier.id) })
    expect((await orders.as('ada').list().expect(200)).body.items).toEqual([body])
    await orders.as('ada').read(earlier.id).expect(404)
    await orders.as('ada').cancel(earlier.id).expect(404)
    expect((await orders.as('local').list().expect(200)).body.items).toContainEqual(earlier)
    await orders.as('local').cancel(earlier.id).expect(200)
  })

  test('too many open orders are a 429, until some are settled; repeats and operators are exempt', async () => {
    await using orders = await startWithUsers(freshUrl(), { openLimits: { orders: 2, pieces: 0 } })
    const ada = orders.as('ada')
    orders.state.catalogAvailable = false
    for (const key of ['first', 'second']) await ada.place(key).expect(202)
    const { status, headers, body } = await ada.place('third')
    expect([status, headers['retry-after']]).toEqual([429, '1'])
    expect(body).toMatchObject({
      type: 'tag:slipway.example,2026:too-many-open-orders',
      title: 'Too Many Requests',
      detail: 'You may have at most 2 open orders, this one included. Retry once some are settled.',
    })
    await ada.place('second').expect(202)
    await orders.as('bob').place('first').expect(202)
    for (const key of ['first', 'second', 'third']) {
      await orders.as('operator').place(key).expect(202)
      await orders.as('local').place(key).expect(202)
    }
    orders.state.catalogAvailable = true
    await ada.place('second').expect(201)
    await ada.place('third').expect(201)
  })

  test('concurrent requests do not exceed the limit of pieces', async () => {
    await using orders = await startWithUsers(freshUrl(), { openLimits: { orders: 0, pieces: 7 } })
    orders.state.catalogAvailable = false
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => (await orders.as('ada').place(`key-${i}`)).status),
    )
    expect(statuses.toSorted()).toEqual([...Array(3).fill(202), ...Array(7).fill(429)])
  })
})

test('no response of orders may be cached', async () => {
  using folder = temporaryFolder()
  await using orders = await startWithUsers(`sqlite:${folder.path}/orders.db`)
  const ada = orders.as('ada')
  const placed = await ada.place('key').expect(201)
  const { id } = placed.body
  const responses = [
    placed,
    await ada.read(id).expect(200),
    await ada.list().expect(200),
    await ada.api.head('/api/orders').expect(200),
    await ada.cancel(id).expect(200),
    await orders.as('bob').read(id).expect(404),
    await ada.read('1').expect(400),
  ]
  expect(responses.map(({ headers }) => headers['cache-control'])).toEqual(responses.map(() => 'no-store'))
})

test('a refusal is one event, in the line of its request', async () => {
  using folder = temporaryFolder()
  const { logger, records } = recordedLog()
  const openLimits = { orders: 1, pieces: 0 }
  await using orders = await startWithUsers(`sqlite:${folder.path}/orders.db`, { logger, openLimits })
  orders.state.catalogAvailable = false
  const { id } = (await orders.as('ada').place('key').expect(202)).body
  await orders.as('bob').read(id).expect(404)
  await orders.as('bob').cancel(id).expect(404)
  await orders.as('bob').read(newOrder().id).expect(404)
  await orders.as('ada').place('other').expect(429)
  const requests = () => records().filter(({ msg }) => msg === 'request')
  await expect.poll(() => requests()).toHaveLength(5)
  const refusals = records().filter(({ event }) => event === 'access-refused' || event === 'rate-limited')
  const notOwner = { msg: 'request', status: 404, orderId: id, reason: 'not-owner', subject: 'bob' }
  expect(refusals).toMatchObject([
    notOwner,
    notOwner,
    { msg: 'request', status: 429, reason: 'open-orders', subject: 'ada' },
  ])
  expect(refusals[2]).not.toHaveProperty('orderId')
})
