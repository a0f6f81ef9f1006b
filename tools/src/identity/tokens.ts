import { type JWTPayload, SignJWT } from 'jose'
import { AUDIENCE, CALLERS, type Issuer, USERS } from './issuers.ts'
import { ALGORITHM, signingKey } from './keys.ts'

export const ROLES = ['customer', 'operator'] as const
export type Role = (typeof ROLES)[number]

/** Signs a token for a user, which is valid for `ttl` seconds, with the key in a folder. */
export const userToken = (folder: string, subject: string, role: Role, ttl: number): Promise<string> =>
  // The type is that of access tokens (RFC 9068): an ID token of the same issuer is none.
  sign(folder, USERS, 'at+jwt', { sub: subject, aud: AUDIENCE, roles: [role] }, ttl)

/** Signs a token with which one service calls another. */
export const callerToken = (folder: string, caller: string, callee: string, ttl: number): Promise<string> =>
  sign(folder, CALLERS, 'JWT', { sub: caller, aud: callee }, ttl)

async function sign(folder: string, issuer: Issuer, typ: string, claims: JWTPayload, ttl: number) {
  const key = await signingKey(folder, issuer)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ, kid: key.kid! })
    .setIssuer(issuer.url)
    .setIssuedAt()
    .setExpirationTime(`${ttl} seconds`)
    .sign(key)
}
