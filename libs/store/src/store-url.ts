import { readFileSync } from 'node:fs'
import { StartupError } from '@slipway/service-kit'
import { Type } from 'typebox'

/** The settings of a service that stores data. */
export const StoreSettings = (defaultUrl: string) => ({
  STORE_URL: Type.String({
    default: defaultUrl,
    description: 'store: sqlite:FILE, redis://HOST:PORT or rediss://HOST:PORT',
  }),
  STORE_URL_FILE: Type.Optional(
    Type.String({
      description: 'file that contains STORE_URL, to keep its password out of the environment',
    }),
  ),
})

export type StoreLocation = { kind: 'sqlite'; file: string } | { kind: 'redis'; url: string; shown: string }

/**
 * Parses the location of the store.
 * @throws StartupError if the URL is malformed or has an unknown scheme. The message never contains its password.
 */
export function parseStoreUrl(settings: { STORE_URL: string; STORE_URL_FILE?: string }): StoreLocation {
  const name = settings.STORE_URL_FILE ? 'STORE_URL_FILE' : 'STORE_URL'
  const text = settings.STORE_URL_FILE ? readSecret(settings.STORE_URL_FILE) : settings.STORE_URL
  const remedy = 'Set it to sqlite:FILE, redis://HOST:PORT or rediss://HOST:PORT.'
  if (text.startsWith('sqlite:')) {
    const file = text.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '') // sqlite:///file is /file
    if (file === '' || file.startsWith('//')) throw new StartupError(`${name} names no file. ${remedy}`)
    return { kind: 'sqlite', file }
  }
  const url = URL.parse(text)
  if (!url || !isDecodable(url.username + url.password))
    throw new StartupError(`${name} is not a URL. ${remedy}`)
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw new StartupError(`${name} has the unknown scheme "${url.protocol}". ${remedy}`)
  }
  if (!url.hostname) throw new StartupError(`${name} names no host. ${remedy}`)
  if (!/^\/?\d*$/.test(url.pathname)) {
    throw new StartupError(
      `${name} names the database "${url.pathname.slice(1)}", which is not a number. ${remedy}`,
    )
  }
  return { kind: 'redis', url: text, shown: `${url.protocol}//${url.host}` }
}

/** Whether percent-decoding succeeds: ioredis decodes the user and the password. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StartupError(
      `STORE_URL_FILE ${file} cannot be read (${code}). Make it readable for this user, or set STORE_URL.`,
    )
  }
}
