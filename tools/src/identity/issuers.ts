/** Who signs tokens: the one for users, and the one for the services that call others. */
export interface Issuer {
  /** Its files begin with it. */
  name: string
  /** The claim `iss`. */
  url: string
}

export const USERS: Issuer = { name: 'users', url: 'https://slipway.example/users' }
export const CALLERS: Issuer = { name: 'callers', url: 'https://slipway.example/callers' }

/** The claim `aud` of a user's token: one for the whole system, as the gateway and each service verify the same one. */
export const AUDIENCE = 'slipway'

/** The file with the public keys of an issuer, in the folder of its keys. */
export const keySetFile = ({ name }: Issuer): string => `${name}.jwks.json`
