import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { startTestService } from './test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())
const client = () => supertest(service.app.server)

test.each([
  ['a string for an integer', { quantity: '1' }, '/quantity', 'must be integer'],
  ['a fraction for an integer', { quantity: 1.5 }, '/quantity', 'must be integer'],
  ['null for an integer', { quantity: null }, '/quantity', 'must be integer'],
  ['a number for a string', { quantity: 1, name: 5 }, '/name', 'must be string'],
  ['too small a number', { quantity: 0 }, '/quantity', 'must be >= 1'],
  ['a missing field', {}, '/quantity', "must have required property 'quantity'"],
  ['an unknown field', { quantity: 1, colour: 'red' }, '/colour', 'is not a known field'],
  ['an unknown field without a name', { quantity: 1, '': 1 }, '/', 'is not a known field'],
  ['an unknown field with / and ~', { quantity: 1, 'a/b~c': 1 }, '/a~1b~0c', 'is not a known field'],
])('%s in a body is named by its JSON pointer', async (_name, body, field, detail) => {
  const response = await client().post('/things').send(body).expect(400)
  expect(response.body.errors).toEqual([{ in: 'body', field, detail }])
  expect(response.body.detail).toBe(`${field}: ${detail}`)
})

test('all wrong fields of a body are named', async () => {
  const { body } = await client().post('/things').send({ name: 1, quantity: 'x', colour: 1 }).expect(400)
  const fields = body.errors.map(({ field }: { field: string }) => field)
  expect(fields.sort()).toEqual(['/colour', '/name', '/quantity'])
})

test('20 wrong fields are named at the most', async () => {
  const fields = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`unknown${i}`, i]))
  const { body } = await client().post('/things').send(fields).expect(400)
  expect(body.errors).toHaveLength(20)
})

test.each([
  ['1', 1],
  ['-3', -3],
])('the text %s is an integer in a query', async (text, limit) => {
  const { body } = await client().get('/things/1').query({ limit: text }).expect(200)
  expect(body).toEqual({ limit })
})

test.each(['1.5', '', 'x', 'true'])('"%s" is no integer in a query', async (limit) => {
  const { body } = await client().get('/things/1').query({ limit }).expect(400)
  expect(body.errors).toEqual([{ in: 'query', field: 'limit', detail: 'must be integer' }])
})

test('an integer given twice in a query is refused', async () => {
  const { body } = await client().get('/things/1?limit=1&limit=2').expect(400)
  expect(body.errors).toEqual([{ in: 'query', field: 'limit', detail: 'must be integer' }])
})

test('an unknown field in a query is named', async () => {
  const { body } = await client().get('/things/1').query({ offset: 1 }).expect(400)
  expect(body.errors).toEqual([{ in: 'query', field: 'offset', detail: 'is not a known field' }])
})

test('a missing header is named', async () => {
  const { body } = await client().post('/keyed').expect(400)
  expect(body.errors).toEqual([
    { in: 'header', field: 'idempotency-key', detail: "must have required property 'idempotency-key'" },
  ])
})
