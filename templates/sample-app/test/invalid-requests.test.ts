import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampleApp } from './start-sample-app.ts'

let sampleApp: Awaited<ReturnType<typeof startSampleApp>>
beforeAll(async () => {
  sampleApp = await startSampleApp()
})
afterAll(() => sampleApp?.[Symbol.asyncDispose]())

test.each([
  ['limit', { limit: '0' }],
  ['limit', { limit: '101' }],
  ['limit', { limit: '1e400' }],
  ['cursor', { cursor: 'not a cursor' }],
  ['cursor', { cursor: Buffer.from('../x').toString('base64url') }],
  ['page', { page: '2' }],
])('an invalid %s in the query is a 400 that names it: %o', async (field, query) => {
  const { status, body } = await sampleApp.api.get('/api/spare-parts').query(query)
  expect(status).toBe(400)
  expect(body.errors).toEqual([expect.objectContaining({ in: 'query', field })])
})

test.each([
  ['/name', {}],
  ['/name', { name: '' }],
  ['/name', { name: '  ' }],
  ['/name', { name: 'x'.repeat(201) }],
  ['/name', { name: 5 }],
  ['/colour', { name: 'First', colour: 'red' }],
  ['', [{ name: 'First' }]],
])('an invalid body is a 400 that names %s, and creates nothing: %o', async (field, sent) => {
  const { status, body } = await sampleApp.put('first', sent)
  expect(status).toBe(400)
  expect(body.errors).toContainEqual(expect.objectContaining({ in: 'body', field }))
  await sampleApp.api.get('/api/spare-parts/first').expect(404)
})

test.each(['-first', 'a%20b', '%C3%A5', 'a%2Fb', 'x'.repeat(65)])(
  'the id %s in the path is a 400 that names it',
  async (id) => {
    for (const request of [
      sampleApp.api.get(`/api/spare-parts/${id}`),
      sampleApp.put(id, { name: 'First' }),
    ]) {
      const { status, body } = await request
      expect([status, body.errors?.[0]?.in, body.errors?.[0]?.field]).toEqual([400, 'path', 'id'])
    }
  },
)
