import { startIssuer } from '@slipway/testing'
import { type CryptoKey, createLocalJWKSet, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import { expect, test, vi } from 'vitest'
import { Verifier } from '../../src/identity/verifier.ts'

const options = {
  issuer: 'https://issuer.example',
  audience: 'slipway',
  read: ({ sub }: { sub: string }) => sub,
}

async function start() {
  const issuer = await startIssuer()
  return { issuer, verifier: new Verifier({ ...options, find: createLocalJWKSet(issuer.jwks) }) }
}

test('a token is remembered until it expires, and 30 s of skew', async () => {
  const { issuer, verifier } = await start()
  await using _ = issuer
  const token = await issuer.sign('ada', 'slipway')
  expect(verifier.remembered(token)).toBeUndefined()
  await verifier.verify(token)
  expect(verifier.remembered(token)).toBe('ada')
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.advanceTimersByTime(328_000)
  expect(verifier.remembered(token)).toBe('ada')
  vi.advanceTimersByTime(3_000)
  expect(verifier.remembered(token)).toBeUndefined()
  await expect(verifier.verify(token)).rejects.toThrow('ERR_JWT_EXPIRED')
  vi.useRealTimers()
})

test('no more than 1,000 tokens are remembered, the latest ones', async () => {
  const { issuer, verifier } = await start()
  await using _ = issuer
  const tokens = await Promise.all(
    Array.from({ length: 1_010 }, (_, i) => issuer.sign(`user-${i}`, 'slipway')),
  )
  for (const token of tokens) await verifier.verify(token)
  expect(tokens.filter((token) => verifier.remembered(token) !== undefined)).toEqual(tokens.slice(10))
})

test('a token that is refused is not remembered', async () => {
  const { issuer, verifier } = await start()
  await using _ = issuer
  const token = await issuer.sign('ada', 'warehouse')
  await expect(verifier.verify(token)).rejects.toThrow('wrong-audience')
  expect(verifier.remembered(token)).toBeUndefined()
})

test('a token that was being verified while the keys changed is not remembered', async () => {
  const issuer = await startIssuer()
  await using _ = issuer
  const found = Promise.withResolvers<void>()
  const keys = createLocalJWKSet(issuer.jwks)
  const verifier = new Verifier({
    ...options,
    find: async (header, token) => {
      await found.promise
      return keys(header, token)
    },
  })
  const token = await issuer.sign('ada', 'slipway')
  const verifying = verifier.verify(token)
  verifier.forget()
  found.resolve()
  expect(await verifying).toBe('ada')
  expect(verifier.remembered(token)).toBeUndefined()
})

test('a key that cannot be used is no error of this service', async () => {
  const { issuer } = await start()
  await using _ = issuer
  const find = createLocalJWKSet({ keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'key-1' }] })
  const token = await issuer.sign('ada', 'slipway', { header: { alg: 'RS256' } })
  await expect(new Verifier({ ...options, find }).verify(token)).rejects.toThrow('unusable-key')
})

test('a token of more than 8 KiB is not even looked at', async () => {
  const { issuer, verifier } = await start()
  await using _ = issuer
  const token = await issuer.sign('ada', 'slipway', { claims: { filler: 'x'.repeat(9_000) } })
  await expect(verifier.verify(token)).rejects.toThrow('too-long')
})

test('which algorithm is good enough is not up to the token: a good signature by another one is refused', async () => {
  const { publicKey, privateKey } = await generateKeyPair('PS256', { extractable: true })
  const { alg: _, ...jwk } = await exportJWK(publicKey)
  const verifier = new Verifier({ ...options, find: createLocalJWKSet({ keys: [{ ...jwk, kid: 'rsa' }] }) })
  const sign = async (alg: string, key: CryptoKey) =>
    new SignJWT({ roles: [] })
      .setProtectedHeader({ alg, kid: 'rsa' })
      .setIssuer(options.issuer)
      .setAudience(options.audience)
      .setSubject('ada')
      .setExpirationTime('5 minutes')
      .sign(key)
  await expect(verifier.verify(await sign('PS256', privateKey))).rejects.toThrow('ERR_JOSE_ALG_NOT_ALLOWED')
  const same = await importJWK(await exportJWK(privateKey), 'RS256')
  expect(await verifier.verify(await sign('RS256', same as CryptoKey))).toBe('ada')
})
