import { createHmac } from 'node:crypto'
import { startIssuer } from '@slipway/testing'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exchange } from '../test-service.ts'
import { startGuarded } from './start-guarded.ts'

let system: Awaited<ReturnType<typeof startGuarded>>
beforeAll(async () => {
  system = await startGuarded()
})
afterAll(() => system[Symbol.asyncDispose]())

const now = () => Math.floor(Date.now() / 1_000)
/** Claims whose times are seconds from now: a list of tests is made long before the tests are run. */
const fromNow = (claims: JWTPayload): JWTPayload => ({
  ...claims,
  ...(claims.exp !== undefined && { exp: now() + claims.exp }),
  ...(claims.nbf !== undefined && { nbf: now() + claims.nbf }),
})
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const validClaims = () => ({
  iss: 'https://users.example',
  sub: 'ada',
  aud: 'slipway',
  iat: now(),
  exp: now() + 300,
})

test('a token says who sends a request, and which roles that user has', async () => {
  const { users, get } = system
  const ada = await get('/api/whoami', await users.sign('ada', 'slipway'))
  expect(await ada.json()).toEqual({ subject: 'ada', isOperator: false })
  const olga = await get(
    '/api/whoami',
    await users.sign('olga', 'slipway', { claims: { roles: ['operator'] } }),
  )
  expect(await olga.json()).toEqual({ subject: 'olga', isOperator: true })
})

test('without a token, the challenge names the scheme and no error (RFC 6750, 3)', async () => {
  const response = await system.get('/api/whoami')
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(await response.json()).toMatchObject({ type: expect.stringContaining('unauthorized') })
})

test('with a bad one, the challenge names the error, and the response says nothing of why', async () => {
  const { users, get } = system
  const token = await users.sign('ada', 'slipway', { claims: { exp: now() - 60 } })
  const response = await get('/api/whoami', token)
  expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  expect(await response.text()).not.toMatch(/expired|exp/i)
})

test.each(['/livez', '/readyz'])('%s needs none', async (path) => {
  expect((await system.get(path, undefined, null)).status).toBe(200)
})

describe('claims and header are pinned', () => {
  test.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'warehouse' }],
    ['no audience', { aud: undefined }],
    ['an array audience of several', { aud: ['slipway', 'warehouse'] }],
    ['no expiry', { exp: undefined }],
    ['expiry 35 s ago', { exp: -35 }],
    ['valid only in a minute', { nbf: 60 }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject that is no text', { sub: 7 as unknown as string }],
    ['a subject with a space', { sub: 'ada bob' }],
    ['a subject with a line break', { sub: 'ada\nbob' }],
    ['a subject of 256 characters', { sub: 'a'.repeat(256) }],
    ['the subject of everybody while identity is off', { sub: 'local' }],
  ])('%s: 401', async (_name, claims) => {
    const token = await system.users.sign('ada', 'slipway', { claims: fromNow(claims) })
    expect(await system.status(token)).toBe(401)
  })

  test.each([
    ['an ID token', { typ: 'JWT' }],
    ['no type', { typ: undefined }],
    ['an unknown critical extension', { crit: ['exp-policy'], 'exp-policy': 'none' }],
    ['an unknown key', { kid: 'key-of-nobody' }],
  ])('%s: 401', async (_name, header) => {
    expect(await system.status(await system.users.sign('ada', 'slipway', { header }))).toBe(401)
  })

  test.each([
    ['an array audience of one', { aud: ['slipway'] }],
    ['a clock that is 15 s behind', { exp: -15 }],
    ['a clock that is 15 s ahead', { nbf: 15 }],
    ['a role that is unknown here', { roles: ['gardener'] }],
    ['roles that are no list', { roles: 'operator' }],
  ])('%s: 200, and no operator', async (_name, claims) => {
    const token = await system.users.sign('ada', 'slipway', { claims: fromNow(claims) })
    const response = await system.get('/api/whoami', token)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ isOperator: false })
  })
})

describe('a signature that is none of the issuer (RFC 8725)', () => {
  test('alg none, in each spelling: 401', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const unsigned = `${base64url({ alg, typ: 'at+jwt' })}.${base64url(validClaims())}.`
      expect(await system.status(unsigned)).toBe(401)
      expect(await system.status(`${unsigned}AAAA`)).toBe(401)
    }
  })

  test('HS256 with the public key as the secret: 401', async () => {
    const [jwk] = system.users.jwks.keys
    const input = `${base64url({ alg: 'HS256', typ: 'at+jwt', kid: jwk!.kid })}.${base64url(validClaims())}`
    for (const secret of [JSON.stringify(jwk), jwk!.x!, Buffer.from(jwk!.x!, 'base64url')]) {
      const signature = createHmac('sha256', secret).update(input).digest('base64url')
      expect(await system.status(`${input}.${signature}`)).toBe(401)
    }
  })

  test('a key that the token brings along, in jwk, jku or x5u: 401, and nobody is asked for it', async () => {
    await using evil = await startIssuer()
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'evil' }
    evil.jwks = { keys: [{ ...jwk, alg: 'ES256' }] }
    for (const header of [{ jwk }, { jku: evil.url, kid: 'evil' }, { x5u: evil.url, kid: 'evil' }]) {
      const token = await new SignJWT(validClaims())
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header })
        .sign(privateKey)
      expect(await system.status(token)).toBe(401)
    }
    expect(evil.reads).toBe(0)
  })

  test('the key of another issuer with the same key id: 401', async () => {
    await using other = await startIssuer('https://users.example')
    expect(await system.status(await other.sign('ada', 'slipway'))).toBe(401)
  })

  test('truncated and tampered tokens: 401', async () => {
    const token = await system.users.sign('ada', 'slipway')
    const [header, payload, signature] = token.split('.') as [string, string, string]
    const forged = base64url({ ...validClaims(), roles: ['operator'] })
    const bad = [
      `${header}.${forged}.${signature}`,
      `${base64url({ alg: 'ES256', typ: 'at+jwt' })}.${payload}.${signature}`,
      token.slice(0, -1),
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}..${signature}`,
      `${token}.${signature}`,
      `${header}.${payload}.${signature.slice(0, 42)}`,
    ]
    for (const one of bad) expect(await system.status(one)).toBe(401)
    expect(await system.status(token)).toBe(200)
  })

  test('a verified token says nothing of one with the same subject and another signature', async () => {
    const token = await system.users.sign('ada', 'slipway')
    expect(await system.status(token)).toBe(200)
    const [header, payload] = token.split('.')
    expect(await system.status(`${header}.${payload}.${'A'.repeat(86)}`)).toBe(401)
  })
})

test.each([
  'Basic YWRhOmFkYQ==',
  'Bearer',
  'Bearer ',
  'bearer a.b',
  'Bearer a.b.c d',
  'a.b.c',
  'Bearer  a.b.c',
])('Authorization: %s is a 401', async (authorization) => {
  const { service, get } = system
  expect(get).toBeDefined()
  const caller = await system.callers.sign('gateway', 'things')
  const headers = { authorization, 'x-caller-token': caller }
  const response = await fetch(`http://127.0.0.1:${service.port}/api/whoami`, { headers })
  expect(response.status).toBe(401)
})

test('two Authorization headers are a 400: each side may look at another one', async () => {
  const { users, callers, service } = system
  const token = await users.sign('ada', 'slipway')
  const response = await exchange(
    service.port,
    [
      'GET /api/whoami HTTP/1.1',
      'Host: things',
      'Connection: close',
      `X-Caller-Token: ${await callers.sign('gateway', 'things')}`,
      `Authorization: Bearer ${token}`,
      'Authorization: Bearer x.y.z',
      '',
      '',
    ].join('\r\n'),
  )
  expect(response.status).toBe(400)
})
