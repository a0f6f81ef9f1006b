import { randomUUID } from 'node:crypto'
import type { Order, Product } from '@slipway/contracts'
import type { Response } from 'supertest'
import { beforeAll, describe, expect, test } from 'vitest'
import { as, identityIsOn } from '../api.ts'
import type { Expected, Who } from '../who.ts'
import { ACCESS } from './access.ts'
import { newProduct, settled } from './shop.ts'

const skipped = identityIsOn ? '' : ' (skipped: ACCEPTANCE_TOKENS is not set)'

describe.skipIf(!identityIsOn)(`who may do what${skipped}`, () => {
  let product: Product
  let key: string
  let order: Order
  /** Of a page of ada's list that ends before the order. */
  let cursor: string
  beforeAll(async () => {
    product = await newProduct({ stock: 100 })
    key = randomUUID()
    order = await settled(await place('ada', key))
    await settled(await place('ada', randomUUID()))
    const page = await as('ada').get('/api/orders').query({ limit: 1 }).expect(200)
    cursor = page.body.nextCursor
  })

  const lines = () => [{ sku: product.sku, quantity: 1 }]
  const place = (who: Who, key: string) =>
    as(who).post('/api/orders').set('Idempotency-Key', key).send({ lines: lines() })
  const list = async (who: Who, query: object = {}) => {
    const response = await as(who)
      .get('/api/orders')
      .query({ limit: 100, ...query })
    if (response.status !== 200) return String(response.status)
    return response.body.items.some(({ id }: Order) => id === order.id) ? 'listed' : 'not listed'
  }

  const REQUESTS: Record<keyof typeof ACCESS, (who: Who) => Promise<string>> = {
    'GET /api/products': (who) => status(as(who).get('/api/products')),
    'GET /api/products/{sku}': (who) => status(as(who).get(`/api/products/${product.sku}`)),
    'PUT /api/products/{sku}': (who) =>
      status(
        as(who)
          .put(`/api/products/${product.sku}`)
          .send({ name: 'Renamed', price: { amount: 1 } }),
      ),
    'POST /api/products/{sku}/restocks': (who) =>
      status(
        as(who)
          .post(`/api/products/${product.sku}/restocks`)
          .set('Idempotency-Key', randomUUID())
          .send({ quantity: 1 }),
      ),
    'POST /api/orders': (who) => status(place(who, randomUUID())),
    "POST /api/orders, with ada's key and body": async (who) => {
      const response = await place(who, key)
      if (response.status !== 201) return String(response.status)
      return response.body.id === order.id ? 'same order' : 'own order'
    },
    'GET /api/orders': (who) => list(who),
    "GET /api/orders, from a cursor of ada's list": (who) => list(who, { cursor }),
    'GET /api/orders/{id}': (who) => status(as(who).get(`/api/orders/${order.id}`)),
    'PUT /api/orders/{id}/cancellation': async (who) => {
      // Of an order of its own for each cell: after the first cancellation there would be nothing to do.
      const fresh = await settled(await place('ada', randomUUID()))
      return status(as(who).put(`/api/orders/${fresh.id}/cancellation`))
    },
  }

  test('each line of the table is tested', () => {
    expect(Object.keys(REQUESTS)).toEqual(Object.keys(ACCESS))
  })

  const cells = Object.entries(ACCESS).flatMap(([request, byWho]) =>
    Object.entries(byWho).map(([who, expected]) => [request, who as Who, expected as Expected] as const),
  )
  test.each(cells)('%s by %s: %s', async (request, who, expected) => {
    expect(await REQUESTS[request]!(who)).toBe(expected)
  })

  test("another's order is like one that does not exist, to the letter", async () => {
    const nowhere = '01890000-0000-7000-8000-000000000000'
    const read = async (id: string) => (await as('bob').get(`/api/orders/${id}`)).body
    const [others, none] = [await read(order.id), await read(nowhere)]
    expect({ ...others, detail: '', instance: '' }).toEqual({ ...none, detail: '', instance: '' })
    expect(others.detail).toBe(none.detail.replace(nowhere, order.id))
  })

  test('what belongs to somebody is kept by no cache', async () => {
    const response = await as('ada').get(`/api/orders/${order.id}`).expect(200)
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('a path that does not exist is a 404, below a service too', async () => {
    await as('ada').get('/api/products/a/b').expect(404)
  })
})

const status = async (response: PromiseLike<Response>) => String((await response).status)
