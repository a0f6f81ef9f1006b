import { onBothStores } from '@slipway/testing'
import type { Response } from 'supertest'
import { expect, test } from 'vitest'
import { startSampleApp } from './start-sample-app.ts'

onBothStores('spare parts over HTTP', (freshUrl) => {
  test('one is created with 201 and Location, changed with 200, and read', async () => {
    await using sampleApp = await startSampleApp({ STORE_URL: freshUrl() })
    const created = await sampleApp.put('first', { name: 'First' })
    expect([created.status, created.headers.location]).toEqual([201, '/api/spare-parts/first'])
    expect(created.body).toEqual({ id: 'first', name: 'First' })
    const changed = await sampleApp.put('first', { name: 'Changed' })
    expect([changed.status, changed.headers.location]).toEqual([200, undefined])
    const read = await sampleApp.api.get('/api/spare-parts/first').expect(200)
    expect(read.body).toEqual({ id: 'first', name: 'Changed' })
  })

  test('following nextCursor returns every one once and ends', async () => {
    await using sampleApp = await startSampleApp({ STORE_URL: freshUrl() })
    const ids = ['a', 'b', 'c', 'd', 'e']
    for (const id of ids) await sampleApp.put(id, { name: id }).expect(201)
    const seen: string[] = []
    let query: Record<string, string> | undefined = { limit: '2' }
    while (query) {
      const { body }: Response = await sampleApp.api.get('/api/spare-parts').query(query).expect(200)
      seen.push(...body.items.map(({ id }: { id: string }) => id))
      query = body.nextCursor === null ? undefined : { limit: '2', cursor: body.nextCursor }
    }
    expect(seen).toEqual(ids)
  })
})

test('an unknown one is a 404', async () => {
  await using sampleApp = await startSampleApp()
  const { status, type, body } = await sampleApp.api.get('/api/spare-parts/unknown')
  expect([status, type, body.status]).toEqual([404, 'application/problem+json', 404])
})
