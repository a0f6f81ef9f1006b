import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'

/** Signatures with a public key only: with HS256 allowed, that key could be taken for a secret (RFC 8725, 2.1). */
const ALGORITHMS = ['ES256', 'EdDSA', 'RS256']
const CLOCK_TOLERANCE = 30 // seconds, between the clocks of machines
const MAX_LENGTH = 8 * 1024 // characters
const MAX_CACHED = 1_000
/** Visible ASCII: it is written to logs and to keys of the stores. */
const SUBJECT = /^[!-~]{1,255}$/

export interface VerifierOptions<T> {
  find: JWTVerifyGetKey
  issuer: string
  audience: string
  /** The required type of token; undefined for any. */
  typ?: string
  /** What the claims mean. @throws TokenError */
  read(claims: JWTPayload & { sub: string }): T
}

/** Why a token is not accepted, for the log; a client learns no more than that it is not. */
export class TokenError extends Error {
  override name = 'TokenError'
}

/**
 * Verifies tokens as RFC 8725 recommends: algorithms, issuer, audience, type and times are pinned, and only keys of the
 * issuer count, never one that the token itself brings. A verified token is remembered until it expires: checking a
 * signature takes 25 to 100 µs, finding it here 1.
 */
export class Verifier<T> {
  readonly #options: VerifierOptions<T>
  /** By the whole token, oldest first. */
  #verified = new Map<string, { value: T; until: number }>()

  constructor(options: VerifierOptions<T>) {
    this.#options = options
  }

  /** The value of a token that was verified before; undefined where it must be verified. */
  remembered(token: string): T | undefined {
    const found = this.#verified.get(token)
    if (!found) return undefined
    if (Date.now() < found.until) return found.value
    this.#verified.delete(token)
    return undefined
  }

  /** @throws TokenError */
  async verify(token: string): Promise<T> {
    if (token.length > MAX_LENGTH) throw new TokenError('too-long')
    const verified = this.#verified // another one once the keys have changed
    const { find, issuer, audience, typ, read } = this.#options
    const claims = await jwtVerify(token, find, {
      algorithms: ALGORITHMS,
      issuer,
      typ,
      clockTolerance: CLOCK_TOLERANCE,
      requiredClaims: ['exp', 'sub'],
    }).then(({ payload }) => payload, refuse)
    // A token for others too could be sent here by any of them (RFC 8725, 3.9).
    const audiences = [claims.aud].flat()
    if (audiences.length !== 1 || audiences[0] !== audience) throw new TokenError('wrong-audience')
    const { sub } = claims
    if (typeof sub !== 'string' || !SUBJECT.test(sub)) throw new TokenError('invalid-subject')
    const value = read({ ...claims, sub })
    if (verified.size >= MAX_CACHED) verified.delete(verified.keys().next().value!)
    verified.set(token, { value, until: (claims.exp! + CLOCK_TOLERANCE) * 1_000 })
    return value
  }

  /** To be called when the keys have changed: one of them may have been withdrawn. */
  forget(): void {
    this.#verified = new Map()
  }
}

function refuse(error: unknown): never {
  if (error instanceof errors.JOSEError) throw new TokenError(error.code, { cause: error })
  // The key itself: RSA with less than 2048 bits, or a malformed one.
  if (error instanceof TypeError || error instanceof DOMException)
    throw new TokenError('unusable-key', { cause: error })
  throw error
}
