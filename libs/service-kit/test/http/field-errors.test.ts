import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { startTestService } from '../test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())
const client = () => supertest(service.app.server)

test.each([
  ['a string for an integer', { quantity: '1' }, '/quantity', 'must be integer'],
  ['a fraction for an integer', { quantity: 1.5 }, '/quantity', 'must be integer'],
  ['null for an integer', { quantity: null }, '/quantity', 'must be integer'],
  ['a number for a string', { quantity: 1, name: 5 }, '/name', 'must be string'],
  ['a number that is too small', { quantity: 0 }, '/quantity', 'must be >= 1'],
  ['a missing field', {}, '/quantity', "must have required property 'quantity'"],
  ['an unknown field', { quantity: 1, colour: 'red' }, '/colour', 'is not a known field'],
  ['an unknown field without a name', { quantity: 1, '': 1 }, '/', 'is not a known field'],
  ['an unknown field with / and ~', { quantity: 1, 'a/b~c': 1 }, '/a~1b~0c', 'is not a known field'],
])('%s in a body is reported with its JSON pointer', async (_name, body, field, detail) => {
  const response = await client().post('/things').send(body).expect(400)
  expect(response.body.errors).toEqual([{ in: 'body', field, detail }])
  expect(response.body.detail).toBe(`${field}: ${detail}`)
})

test('validation stops at the first invalid field, as finding them all would cost too much', async () => {
  const fields = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`unknown${i}`, i]))
  const { body } = await client()
    .post('/things')
    .send({ quantity: 1, ...fields })
    .expect(400)
  expect(body.errors).toEqual([{ in: 'body', field: '/unknown0', detail: 'is not a known field' }])
})

test.each([
  ['half of a pair', '{"quantity":1,"name":"a\\ud800b"}'],
  ['the other half', '{"quantity":1,"name":"\\udc00"}'],
  ['two halves in the wrong order', '{"quantity":1,"name":"\\udc00\\ud800"}'],
])('a text in a body with %s is a 400 that names it', async (_name, sent) => {
  const { body } = await client().post('/things').type('json').send(sent).expect(400)
  expect(body.errors).toEqual([{ in: 'body', field: '/name', detail: 'is not well-formed Unicode' }])
})

test('a text in a body with a whole surrogate pair is accepted', async () => {
  const sent = '{"quantity":1,"name":"\\ud83d\\ude00 😀"}'
  const { body } = await client().post('/things').type('json').send(sent).expect(200)
  expect(body.name).toBe('😀 😀')
})

test.each(['/things/%ED%A0%80', '/things/%ff', '/things/1?limit=%ED%A0%80', '/things/1?text=%ff'])(
  'a path or query that is not UTF-8 is a 400: %s',
  async (path) => {
    await client().get(path).expect(400)
  },
)

test.each([
  ['1', 1],
  ['0', 0],
  ['007', 7],
])('the text %s is an integer in a query', async (text, limit) => {
  const { body } = await client().get('/things/1').query({ limit: text }).expect(200)
  expect(body).toEqual({ limit })
})

const NOT_DIGITS = [
  '1.5',
  '',
  ' ',
  'x',
  'true',
  '1e400',
  '1e2',
  'Infinity',
  'NaN',
  '0x10',
  '-3',
  '+3',
  ' 3',
  '3 ',
  '9'.repeat(400),
]
test.each(NOT_DIGITS)('"%s" is not an integer in a query', async (limit) => {
  const { body } = await client().get('/things/1').query({ limit }).expect(400)
  expect(body.errors).toEqual([{ in: 'query', field: 'limit', detail: 'must be integer' }])
})

test('an integer that occurs twice in a query is rejected', async () => {
  const { body } = await client().get('/things/1?limit=1&limit=2').expect(400)
  expect(body.errors).toEqual([{ in: 'query', field: 'limit', detail: 'must be integer' }])
})

test('an unknown field in a query is reported', async () => {
  const { body } = await client().get('/things/1').query({ offset: 1 }).expect(400)
  expect(body.errors).toEqual([{ in: 'query', field: 'offset', detail: 'is not a known field' }])
})

test('a missing header is reported', async () => {
  const { body } = await client().post('/keyed').expect(400)
  expect(body.errors).toEqual([
    {
      in: 'header',
      field: 'idempotency-key',
      detail: expect.stringMatching(/^send this header: a new value/),
    },
  ])
})
