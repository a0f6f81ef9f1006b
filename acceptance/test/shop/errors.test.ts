import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { api } from '../api.ts'
import { expectProblem } from '../problem.ts'
import { newProduct } from './shop.ts'

const post = (body: unknown, headers: Record<string, string> = {}) =>
  api
    .post('/api/orders')
    .set({ 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...headers })
    .send(body as object)

describe('invalid input is a problem that names the field', () => {
  const line = { sku: 'anything', quantity: 1 }
  test.each([
    ['no lines', { lines: [] }, '/lines'],
    ['51 lines', { lines: Array.from({ length: 51 }, (_, i) => ({ sku: `s${i}`, quantity: 1 })) }, '/lines'],
    ['a SKU twice', { lines: [line, line] }, '/lines/1/sku'],
    ['quantity 0', { lines: [{ ...line, quantity: 0 }] }, '/lines/0/quantity'],
    ['a negative quantity', { lines: [{ ...line, quantity: -1 }] }, '/lines/0/quantity'],
    ['a fraction', { lines: [{ ...line, quantity: 1.5 }] }, '/lines/0/quantity'],
    ['quantity 1e9', { lines: [{ ...line, quantity: 1e9 }] }, '/lines/0/quantity'],
    ['a quantity that is text', { lines: [{ ...line, quantity: '1' }] }, '/lines/0/quantity'],
    ['an unknown field', { lines: [line], coupon: 'X' }, '/coupon'],
    ['an unknown field in a line', { lines: [{ ...line, colour: 'red' }] }, '/lines/0/colour'],
    ['no lines at all', {}, '/lines'],
  ])('%s', async (_name, body, field) => expectProblem(await post(body), 400, field))

  test('broken JSON', async () => expectProblem(await post('{"lines":['), 400))
  test('another content type', async () => {
    expectProblem(await post('lines=1', { 'Content-Type': 'application/x-www-form-urlencoded' }), 415)
  })
  test('a body over 16 KiB', async () =>
    expectProblem(await post({ lines: [], pad: 'x'.repeat(16_384) }), 413))
  test('no Idempotency-Key', async () => {
    expectProblem(await api.post('/api/orders').send({ lines: [line] }), 400, 'idempotency-key')
  })
  test('a malformed Idempotency-Key', async () => {
    expectProblem(await post({ lines: [line] }, { 'Idempotency-Key': 'two words' }), 400, 'idempotency-key')
  })
  test.each(['0', '101', '1.5', 'ten'])('limit=%s', async (limit) => {
    expectProblem(await api.get('/api/products').query({ limit }), 400, 'limit')
    expectProblem(await api.get('/api/orders').query({ limit }), 400, 'limit')
  })
  test('a cursor that no response contained', async () => {
    expectProblem(await api.get('/api/products').query({ cursor: '!' }), 400, 'cursor')
    expectProblem(await api.get('/api/orders').query({ cursor: 'eA' }), 400, 'cursor')
  })
  test('a price in another currency', async () => {
    const { sku, price } = await newProduct()
    const currency = price.currency === 'XTS' ? 'XXX' : 'XTS'
    const response = await api.put(`/api/products/${sku}`).send({ name: 'x', price: { amount: 1, currency } })
    expectProblem(response, 400, '/price/currency')
  })
})

describe('paths and methods', () => {
  test('reservations cannot be reached through the gateway', async () => {
    const id = '01890000-0000-7000-8000-000000000000'
    expectProblem(await api.put(`/reservations/${id}`).send({ lines: [{ sku: 'a', quantity: 1 }] }), 404)
    expectProblem(await api.get(`/api/products/..%2f..%2freservations/${id}`), 400)
  })
  test('a wrong method is a 405 with the allowed ones', async () => {
    const response = await api.delete('/api/orders')
    expectProblem(response, 405)
    expect(response.headers.allow).toBe('GET, HEAD, POST')
  })
})
