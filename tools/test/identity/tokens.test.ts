import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { parseDuration } from '../../src/identity/duration.ts'
import { callerToken, userToken } from '../../src/identity/tokens.ts'
import { keysFolder } from './folder.ts'

/** Verifies a token as a service does, with the public keys in the folder. */
const verify = (folder: string, issuer: string, token: string, audience: string, typ?: string) =>
  jwtVerify(token, createLocalJWKSet(JSON.parse(readFileSync(join(folder, `${issuer}.jwks.json`), 'utf8'))), {
    issuer: `https://slipway.example/${issuer}`,
    audience,
    algorithms: ['ES256'],
    requiredClaims: ['sub', 'exp', 'iat'],
    ...(typ && { typ }),
  })

test("a user's token is an access token for the whole system, with the role", async () => {
  const folder = keysFolder()
  const token = await userToken(folder, 'ada', 'operator', 60)
  const { payload, protectedHeader } = await verify(folder, 'users', token, 'slipway', 'at+jwt')
  expect(payload).toMatchObject({ sub: 'ada', aud: 'slipway', roles: ['operator'] })
  expect(payload.exp! - payload.iat!).toBe(60)
  expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) })
})

test('a token of a caller is for one callee, and signed by another issuer', async () => {
  const folder = keysFolder()
  const token = await callerToken(folder, 'notes', 'items', 900)
  expect((await verify(folder, 'callers', token, 'items')).payload).toMatchObject({ sub: 'notes' })
  await expect(verify(folder, 'callers', token, 'notes')).rejects.toThrow('"aud"')
  await userToken(folder, 'ada', 'customer', 60)
  await expect(verify(folder, 'users', token, 'items')).rejects.toThrow('no applicable key')
})

test.each([
  ['30s', 30],
  ['15m', 900],
  ['1h', 3_600],
  ['90d', 7_776_000],
  ['', undefined],
  ['0s', undefined],
  ['1.5h', undefined],
  ['1y', undefined],
  ['60', undefined],
])('the duration "%s" is %s seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds))
