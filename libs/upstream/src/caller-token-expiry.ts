import { decodeJwt } from 'jose'

/** Of a warning or an error, in ms. */
const REPEATED_AFTER = 3_600_000
/** A token is replaced long before this share of its life is left: by Kubernetes at a fifth, by `npm start` at two thirds. */
const LATE = 0.1

type Level = 'info' | 'warn' | 'error'

/** Where it is written: a logger of Fastify or pino. */
export type CallerTokenLog = Record<Level, (fields: object, message: string) => void>

/**
 * Logs when the token for a service ends: each new one, and while it should have been replaced, or has ended, once an hour.
 * Nothing else would say so before the service rejects every call.
 */
export class CallerTokenExpiry {
  readonly #service: string
  readonly #file: string
  readonly #log: CallerTokenLog
  #last: { token: string; level: Level; at: number } | undefined

  constructor(service: string, file: string, log: CallerTokenLog) {
    this.#service = service
    this.#file = file
    this.#log = log
  }

  /** To be called from time to time. */
  check(token: string): void {
    const now = Date.now()
    const { level, message, expiresAt } = this.#judge(token, now)
    const last = this.#last
    const isKnown = last?.token === token && last.level === level
    if (isKnown && (level === 'info' || now - last.at < REPEATED_AFTER)) return
    this.#last = { token, level, at: now }
    const fields = { event: 'caller-token', upstream: this.#service, file: this.#file, expiresAt }
    this.#log[level](fields, message)
  }

  #judge(token: string, now: number): { level: Level; message: string; expiresAt?: string } {
    const service = this.#service
    const { begins, ends } = lifeOf(token)
    if (ends === undefined) {
      return {
        level: 'error',
        message: `${service} will reject every call: its caller token is not a JWT with an end (exp). Write a valid one to the file.`,
      }
    }
    const expiresAt = new Date(ends).toISOString()
    if (now >= ends) {
      return {
        level: 'error',
        message: `${service} rejects every call: its caller token has ended. Write a new one to the file (docs/operations.md, Identity).`,
        expiresAt,
      }
    }
    const isLate = begins !== undefined && ends - now < (ends - begins) * LATE
    return isLate
      ? { level: 'warn', message: `the caller token for ${service} ends soon and was not renewed`, expiresAt }
      : { level: 'info', message: `caller token for ${service}`, expiresAt }
  }
}

/** In ms since 1970; undefined where the token does not say. The service verifies it: here only its times matter. */
function lifeOf(token: string): { begins?: number; ends?: number } {
  try {
    const { iat, exp } = decodeJwt(token)
    return {
      ...(Number.isSafeInteger(iat) && { begins: iat! * 1_000 }),
      ...(Number.isSafeInteger(exp) && { ends: exp! * 1_000 }),
    }
  } catch {
    return {}
  }
}
