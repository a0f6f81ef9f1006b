import { type Static, Type } from 'typebox'
import { StartupError } from '../process/startup-error.ts'

const optional = (description: string) => Type.Optional(Type.String({ description }))

/** The settings about who may send requests (docs/security.md). */
export const IdentitySettings = {
  AUTH: Type.Optional(
    Type.Enum(['on', 'off'], {
      description: 'whether requests need tokens; default: off on a loopback HOST, elsewhere it must be set',
    }),
  ),
  TOKEN_ISSUER: optional('the issuer of the tokens of users'),
  TOKEN_AUDIENCE: Type.String({
    default: 'slipway',
    description: 'the audience of the tokens of users, one for the whole system',
  }),
  TOKEN_KEYS: optional('the public keys of that issuer: a JWKS file, or the http(s) URL of one'),
  TOKEN_ROLES_CLAIM: Type.String({
    default: 'roles',
    description: 'the claim that lists the roles of a user, of which "operator" counts',
  }),
  CALLER_ISSUER: optional('the issuer of the tokens of the services that call this one'),
  CALLER_KEYS: optional('the public keys of that issuer: a JWKS file, or the http(s) URL of one'),
  CALLER_SUBJECT_PREFIX: optional(
    'what precedes the name of the caller in a subject; on Kubernetes system:serviceaccount:NAMESPACE:',
  ),
}
const Settings = Type.Object(IdentitySettings)
export type IdentitySettings = Static<typeof Settings>

/** What only this machine reaches. */
export const LOOPBACK = ['localhost', '127.0.0.1', '::1']

export const isLoopback = (host: string): boolean => LOOPBACK.includes(host)

/**
 * Whether requests need tokens. `hasCallers`: other services call this one; `calls`: it calls others.
 * @throws StartupError where that must be said, and where a setting is missing that it needs.
 */
export function needsTokens(
  settings: Partial<IdentitySettings> & { HOST?: string; CALLER_TOKEN_FILE?: string },
  { hasCallers, calls }: { hasCallers: boolean; calls: boolean },
): settings is IdentitySettings {
  const { AUTH, HOST = '127.0.0.1' } = settings
  if (AUTH === undefined && !isLoopback(HOST)) {
    throw new StartupError(
      `AUTH is not set, and HOST ${HOST} can be reached from other machines. Set AUTH=on and the settings of tokens, or AUTH=off if everybody may do everything.`,
    )
  }
  if (AUTH !== 'on') return false
  const needed = [
    'TOKEN_ISSUER',
    'TOKEN_KEYS',
    ...(hasCallers ? ['CALLER_ISSUER', 'CALLER_KEYS'] : []),
    ...(calls ? ['CALLER_TOKEN_FILE'] : []),
  ] as (keyof typeof settings)[]
  const missing = needed.find((name) => !settings[name])
  if (missing) throw new StartupError(`${missing} is not set, and AUTH is on. Set it, or AUTH=off.`)
  return true
}
