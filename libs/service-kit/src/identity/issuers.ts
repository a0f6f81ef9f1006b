import type { FastifyBaseLogger } from 'fastify'
import { KeySet } from './key-set.ts'
import type { IdentitySettings } from './settings.ts'
import { LOCAL_USER, type User } from './user.ts'
import { TokenError, Verifier, type VerifierOptions } from './verifier.ts'

/** A verifier with the keys of its issuer. */
export interface Issuer<T> {
  verifier: Verifier<T>
  close(): void
}

/** For the tokens of users: access tokens of OAuth 2 (RFC 9068). */
export function userVerifier(settings: IdentitySettings, log: FastifyBaseLogger): Promise<Issuer<User>> {
  const { TOKEN_KEYS = '', TOKEN_ISSUER: issuer = '', TOKEN_AUDIENCE: audience, TOKEN_ROLES_CLAIM } = settings
  return open('TOKEN_KEYS', TOKEN_KEYS, log, {
    issuer,
    audience,
    typ: 'at+jwt',
    read({ sub: subject, [TOKEN_ROLES_CLAIM]: roles }) {
      if (subject === LOCAL_USER.subject) throw new TokenError('invalid-subject')
      return { subject, isOperator: Array.isArray(roles) && roles.includes('operator') }
    },
  })
}

/** For the tokens of the services that call this one: the value is the caller's name. */
export function callerVerifier(
  name: string,
  { CALLER_KEYS = '', CALLER_ISSUER: issuer = '', CALLER_SUBJECT_PREFIX: prefix = '' }: IdentitySettings,
  log: FastifyBaseLogger,
): Promise<Issuer<string>> {
  return open('CALLER_KEYS', CALLER_KEYS, log, {
    issuer,
    audience: name,
    read({ sub }) {
      if (!sub.startsWith(prefix)) throw new TokenError('invalid-subject')
      return sub.slice(prefix.length)
    },
  })
}

async function open<T>(
  setting: string,
  location: string,
  log: FastifyBaseLogger,
  options: Omit<VerifierOptions<T>, 'find'>,
): Promise<Issuer<T>> {
  const keys = new KeySet(setting, location, log, () => verifier.forget())
  const verifier = new Verifier({ ...options, find: keys.find })
  await keys.open()
  return { verifier, close: () => keys.close() }
}
