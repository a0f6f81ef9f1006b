import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampleApp } from './start-sample-app.ts'

let sampleApp: Awaited<ReturnType<typeof startSampleApp>>
beforeAll(async () => {
  sampleApp = await startSampleApp()
})
afterAll(() => sampleApp?.[Symbol.asyncDispose]())

const get = (query: object) => sampleApp.api.get('/api/computed-parts').query(query)

test.each([
  ['The first one', 'the-first-one'],
  [' A  B/c ', 'a-b-c'],
])('of %j the id is %s', async (name, id) => {
  expect((await get({ name }).expect(200)).body).toEqual({ id, name })
})

test('without a name it has the default', async () => {
  expect((await get({}).expect(200)).body.id).toBe('first')
})

test.each([
  ['name', { name: '' }],
  ['name', { name: '--' }],
  ['name', { name: 'x'.repeat(201) }],
  ['colour', { name: 'First', colour: 'red' }],
])('an invalid %s in the query is a 400 that names it: %o', async (field, query) => {
  const { status, body } = await get(query)
  expect(status).toBe(400)
  expect(body.errors).toEqual([expect.objectContaining({ in: 'query', field })])
})
