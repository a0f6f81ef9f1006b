import { beforeAll, describe, expect, test } from 'vitest'
import { api, as, identityIsOn } from './api.ts'
import { findServicePaths } from './service-paths.ts'

const skipped = identityIsOn ? '' : ' (skipped: ACCEPTANCE_TOKENS is not set)'

describe.skipIf(!identityIsOn)(`who sends a request${skipped}`, () => {
  /** A list of any service. */
  let list: string
  beforeAll(async () => {
    ;[list] = [...(await findServicePaths()).values()] as [string]
  })

  test.each([
    ['no scheme', 'token'],
    ['another scheme', 'Basic YWRhOmFkYQ=='],
    ['no token at all', 'Bearer'],
    ['no signature', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'],
  ])('a bad token is a 401 with a challenge: %s', async (_name, authorization) => {
    const response = await as('nobody').get(list).set('Authorization', authorization)
    expect(response.status).toBe(401)
    expect(response.headers['www-authenticate']).toMatch(/^Bearer/)
  })

  test('the token of a caller cannot be sent from outside', async () => {
    await as('nobody').get(list).set('X-Caller-Token', 'forged').expect(401)
    await as('ada').get(list).set('X-Caller-Token', 'forged').expect(200)
  })

  test('the document says that tokens are needed', async () => {
    expect((await api.get('/api/openapi.json')).body.security).toEqual([{ token: [] }])
  })
})
