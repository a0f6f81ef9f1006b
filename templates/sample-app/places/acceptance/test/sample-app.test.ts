import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { api, as, identityIsOn, servedBy, walk } from './api.ts'
import { ACCESS } from './sample-app-access.ts'
import type { Who } from './who.ts'

/** A spare part of this run's own, so that the suite can run repeatedly and concurrently. */
async function newSparePart(): Promise<string> {
  const path = `/api/spare-parts/test-${randomUUID()}`
  await api.put(path).send({ name: 'Test' }).expect(201)
  return path
}

describe('spare parts', () => {
  test('one is created with 201, changed with 200, read and listed', async () => {
    const path = await newSparePart()
    const { body } = await api.put(path).send({ name: 'Changed' }).expect(200)
    expect((await api.get(path).expect(200)).body).toEqual(body)
    expect(await walk('/api/spare-parts', 100)).toContainEqual(body)
  })

  test('a change names the instances that made it', async () => {
    const response = await api.put(await newSparePart()).send({ name: 'Changed' })
    expect(Object.keys(servedBy(response))).toEqual([
      'gateway',
      'sample-app',
      'callee-service', // add-service: calls
    ])
  })

  test('an unknown one is a 404, and an invalid one a 400', async () => {
    await api.get(`/api/spare-parts/${randomUUID()}`).expect(404)
    await api.put('/api/spare-parts/first').send({}).expect(400)
  })
})

const skipped = identityIsOn ? '' : ' (skipped: ACCEPTANCE_TOKENS is not set)'

describe.skipIf(!identityIsOn)(`who may do what with spare parts${skipped}`, () => {
  const REQUESTS: Record<keyof typeof ACCESS, (who: Who) => Promise<{ status: number }>> = {
    'GET /api/spare-parts': async (who) => as(who).get('/api/spare-parts'),
    'GET /api/spare-parts/{id}': async (who) => as(who).get(await newSparePart()),
    'PUT /api/spare-parts/{id}': async (who) =>
      as(who)
        .put(await newSparePart())
        .send({ name: 'Changed' }),
  }

  test('each line of the table is tested', () => {
    expect(Object.keys(REQUESTS)).toEqual(Object.keys(ACCESS))
  })

  const cells = Object.entries(ACCESS).flatMap(([request, byWho]) =>
    Object.entries(byWho).map(([who, expected]) => [request, who as Who, expected] as const),
  )
  test.each(cells)('%s by %s: %s', async (request, who, expected) => {
    expect(String((await REQUESTS[request]!(who)).status)).toBe(expected)
  })
})
