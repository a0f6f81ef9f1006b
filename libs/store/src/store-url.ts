import { readFileSync } from 'node:fs'
import { StartupError } from '@slipway/service-kit'
import { Type } from 'typebox'

/** The settings of a service that keeps data; the app says where by default. */
export const StoreSettings = (fallback: string) => ({
  STORE_URL: Type.String({
    default: fallback,
    description: 'where the data is: sqlite:FILE, redis://HOST:PORT or rediss://HOST:PORT',
  }),
  STORE_URL_FILE: Type.Optional(
    Type.String({
      description: 'a file that holds the STORE_URL, so that its password is in no environment',
    }),
  ),
})

export type StoreLocation = { kind: 'sqlite'; file: string } | { kind: 'redis'; url: string; shown: string }

/**
 * Where the data is.
 * @throws StartupError where the URL is malformed or of an unknown scheme. Its password is never shown.
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
      `${name} names the database "${url.pathname.slice(1)}", which is no number. ${remedy}`,
    )
  }
  return { kind: 'redis', url: text, shown: `${url.protocol}//${url.host}` }
}

/** Whether every % in a text begins an escape: ioredis decodes the user and the password. */
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
