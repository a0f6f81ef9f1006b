import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { CallerTokenExpiry, type CallerTokenLog } from './caller-token-expiry.ts'
import { SettingError } from './setting-error.ts'

const INTERVAL = 5_000 // ms

/** The token by which this process proves itself to a service. Whoever issues it replaces the file before it expires. */
export class CallerToken {
  readonly #file: string
  readonly #expiry: CallerTokenExpiry
  #token: string
  readonly #timer: NodeJS.Timeout

  /** `file` may contain `{service}`, which stands for the name of the service. @throws StartupError */
  constructor(file: string, service: string, log: CallerTokenLog) {
    this.#file = file.replaceAll('{service}', service)
    try {
      this.#token = readFileSync(this.#file, 'utf8').trim()
    } catch (error) {
      throw new SettingError(
        `CALLER_TOKEN_FILE: ${this.#file} cannot be read (${(error as NodeJS.ErrnoException).code}). Set it to the file with the token for ${service}.`,
      )
    }
    if (this.#token === '')
      throw new SettingError(
        `CALLER_TOKEN_FILE: ${this.#file} is empty. Write the token for ${service} to it.`,
      )
    this.#expiry = new CallerTokenExpiry(service, this.#file, log)
    this.#expiry.check(this.#token)
    this.#timer = setInterval(() => void this.#read(), INTERVAL).unref()
  }

  get value(): string {
    return this.#token
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** A file that is away for a moment, or empty, keeps the last token: the service says when it has expired. */
  async #read(): Promise<void> {
    const token = await readFile(this.#file, 'utf8').catch(() => '')
    this.#token = token.trim() || this.#token
    this.#expiry.check(this.#token)
  }
}
