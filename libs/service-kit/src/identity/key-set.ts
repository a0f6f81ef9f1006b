import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { StartupError } from '../process/startup-error.ts'

const URL_TIMEOUT = 5_000 // ms
const MAX_SIZE = 256 * 1024 // characters
const START_TIMEOUT = 30_000 // ms, as for a store
/** How often the keys are read again, and how soon at the earliest when a token names one that is not there, in ms. */
const URL_TIMES = { refresh: 300_000, cooldown: 30_000 }
const FILE_TIMES = { refresh: 5_000, cooldown: 1_000 }

/**
 * The public keys of an issuer, from a JWKS file or URL (RFC 7517). They are read again from time to time, and when a token
 * names an unknown one: keys can be rotated without a restart. Where that fails, the last good ones serve.
 */
export class KeySet {
  readonly #setting: string
  readonly #location: string
  readonly #log: FastifyBaseLogger
  readonly #times: typeof URL_TIMES
  readonly #changed: () => void
  #text = ''
  #find: JWTVerifyGetKey = createLocalJWKSet({ keys: [] })
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined
  #failed = false
  #timer: NodeJS.Timeout | undefined

  /** `changed` is called when the keys are others than before. */
  constructor(setting: string, location: string, log: FastifyBaseLogger, changed: () => void) {
    this.#setting = setting
    this.#location = location
    this.#log = log
    this.#changed = changed
    this.#times = isUrl(location) ? URL_TIMES : FILE_TIMES
  }

  /**
   * Reads the keys; waits for an issuer that cannot be reached yet.
   * @throws StartupError that names the setting.
   */
  async open(timeout = START_TIMEOUT): Promise<void> {
    const until = performance.now() + timeout
    for (let wait = 100; ; wait = Math.min(wait * 2, 2_000)) {
      try {
        await this.#read()
        break
      } catch (error) {
        const reason = (error as Error).message
        if (!isUrl(this.#location) || performance.now() + wait > until) {
          throw new StartupError(
            `${this.#setting}: no keys at ${this.#location} (${reason}). Set it to a JWKS file or URL.`,
          )
        }
        this.#log.warn({ setting: this.#setting, reason }, 'waiting for the keys of tokens')
        await sleep(wait)
      }
    }
    this.#timer = setInterval(() => void this.#reread(), this.#times.refresh).unref()
  }

  /** The key for a token. @throws an error of `jose` where there is none. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    try {
      return await this.#find(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      const isRecent = performance.now() - this.#readAt < this.#times.cooldown
      if (isRecent && !this.#reading) throw error
      await this.#reread()
      return this.#find(header, token)
    }
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** Many requests may wait for the same keys. Failures are logged once. */
  #reread(): Promise<void> {
    this.#reading ??= this.#read()
      .then(() => {
        if (this.#failed) this.#log.info({ setting: this.#setting }, 'the keys of tokens can be read again')
        this.#failed = false
      })
      .catch((error: Error) => {
        if (this.#failed) return
        this.#failed = true
        const line = { setting: this.#setting, reason: error.message }
        this.#log.warn(line, 'the keys of tokens cannot be read: the last ones stay in use')
      })
      .finally(() => {
        this.#reading = undefined
      })
    return this.#reading
  }

  async #read(): Promise<void> {
    this.#readAt = performance.now() // also where it fails: the cooldown protects the issuer
    const text = isUrl(this.#location)
      ? await fetchText(this.#location)
      : await readFile(this.#location, 'utf8')
    if (text === this.#text) return
    const keys = JSON.parse(text) as JSONWebKeySet
    if (!Array.isArray(keys.keys) || keys.keys.length === 0) throw new Error('not a JWKS with keys')
    this.#find = createLocalJWKSet(keys)
    this.#text = text
    this.#changed()
  }
}

const isUrl = (location: string) => /^https?:\/\//.test(location)

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(URL_TIMEOUT) })
  if (!response.ok) throw new Error(`responded with ${response.status}`)
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_SIZE) throw new Error('too large')
  }
  return text
}
