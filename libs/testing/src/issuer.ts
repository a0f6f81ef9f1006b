import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload } from 'jose'
import { listen } from './listen.ts'

const ALGORITHM = 'ES256'

export interface SignOptions {
  /** Replaces or adds claims; undefined removes one. */
  claims?: JWTPayload
  header?: Record<string, unknown>
}

/** A small issuer of tokens, with real keys, that serves its JWKS over HTTP. */
export interface TestIssuer extends AsyncDisposable {
  /** Its name, in `iss`. */
  issuer: string
  /** Of its JWKS. */
  url: string
  /** How often it was read. */
  reads: number
  /** What it serves now; a test may change it. */
  jwks: JSONWebKeySet
  /** Makes a new key, which signs from now on; only that one is served. */
  rotate(): Promise<void>
  /** Signs with the current key: an access token of `subject` for `audience` that is valid for 5 minutes. */
  sign(subject: string, audience: string, options?: SignOptions): Promise<string>
}

export async function startIssuer(issuer = 'https://issuer.example'): Promise<TestIssuer> {
  let key: { privateKey: CryptoKey; kid: string }
  let keys = 0
  const server = await listen((_request, response) => {
    test.reads++
    response.setHeader('content-type', 'application/json').end(JSON.stringify(test.jwks))
  })
  const test: TestIssuer = {
    issuer,
    url: `${server.url}/jwks.json`,
    reads: 0,
    jwks: { keys: [] },
    async rotate() {
      const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true })
      key = { privateKey, kid: `key-${++keys}` }
      test.jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: key.kid, alg: ALGORITHM, use: 'sig' }] }
    },
    async sign(subject, audience, { claims, header } = {}) {
      const { privateKey, kid } = key
      const now = Math.floor(Date.now() / 1_000)
      const usual = { iss: issuer, sub: subject, aud: audience, iat: now, exp: now + 300 }
      // By hand, as a library refuses to sign what a test wants to see refused.
      const signed = [
        { alg: ALGORITHM, typ: 'at+jwt', kid, ...header },
        { ...usual, ...claims },
      ].map(encode)
      const bytes = Buffer.from(signed.join('.'))
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes)
      return [...signed, Buffer.from(signature).toString('base64url')].join('.')
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  await test.rotate()
  return test
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** The settings of a service that accepts the tokens of these issuers. */
export function identityOf(users: TestIssuer, callers?: TestIssuer): Record<string, string> {
  return {
    AUTH: 'on',
    TOKEN_ISSUER: users.issuer,
    TOKEN_KEYS: users.url,
    ...(callers && { CALLER_ISSUER: callers.issuer, CALLER_KEYS: callers.url }),
  }
}
