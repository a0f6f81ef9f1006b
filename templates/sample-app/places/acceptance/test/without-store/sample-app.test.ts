import { describe, expect, test } from 'vitest'
import { api, as, identityIsOn, servedBy } from './api.ts'
import { ACCESS } from './sample-app-access.ts'
import type { Who } from './who.ts'

describe('computed parts', () => {
  test('one is computed, by the instances that the response names', async () => {
    const response = await api.get('/api/computed-parts').query({ name: 'The first one' }).expect(200)
    expect(response.body).toEqual({ id: 'the-first-one', name: 'The first one' })
    expect(Object.keys(servedBy(response))).toEqual([
      'gateway',
      'sample-app',
      'callee-service', // add-service: calls
    ])
  })

  test('an invalid name is a 400', () => api.get('/api/computed-parts').query({ name: '' }).expect(400))
})

const skipped = identityIsOn ? '' : ' (skipped: ACCEPTANCE_TOKENS is not set)'

describe.skipIf(!identityIsOn)(`who may do what with computed parts${skipped}`, () => {
  const [[request, byWho]] = Object.entries(ACCESS) as [[string, Record<Who, string>]]
  test.each(Object.entries(byWho))(`${request} by %s: %s`, async (who, expected) => {
    expect(String((await as(who as Who).get('/api/computed-parts')).status)).toBe(expected)
  })
})
