import { readFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { OrderLine, OrderStatus } from '@slipway/contracts'

/** What is asked for: an order, the same again at the end, its cancellation, or more stock. */
export type What = 'place' | 'repeat' | 'cancel' | 'restock'

interface Step {
  /** ms since the load began. */
  at: number
  client: number
  /** The same for a request and its outcome. */
  step: number
  what: What
  /** The idempotency key of the order or the restock. */
  key: string
}

/** Written before a request is sent. */
export interface Asked extends Step {
  event: 'asked'
  /** Of an order, or the one product of a restock. */
  lines: OrderLine[]
}

/** Written when a response has arrived that promises something. */
export interface Acknowledged extends Step {
  event: 'acknowledged'
  status: number
  /** The order and its status, as the response says. */
  order?: string
  state?: OrderStatus
}

/** There was no response, or one that asks to repeat the request: the outcome is unknown. */
export interface Unanswered extends Step {
  event: 'unanswered'
  because: string
}

export type Entry = Asked | Acknowledged | Unanswered

/** What clients have asked and were told: a line of JSON for each, in the order in which it happened. */
export class Ledger implements AsyncDisposable {
  readonly #file: FileHandle
  #waiting: { line: string; written: PromiseWithResolvers<void> }[] = []
  #writing = false

  constructor(file: FileHandle) {
    this.#file = file
  }

  static async create(file: string): Promise<Ledger> {
    return new Ledger(await open(file, 'w'))
  }

  /** Resolves when the entry is on disk. Entries of several clients share one `fdatasync`. */
  append(entry: Entry): Promise<void> {
    const written = Promise.withResolvers<void>()
    this.#waiting.push({ line: `${JSON.stringify(entry)}\n`, written })
    void this.#write()
    return written.promise
  }

  async #write(): Promise<void> {
    if (this.#writing) return
    this.#writing = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      try {
        await this.#file.appendFile(batch.map(({ line }) => line).join(''))
        await this.#file.datasync()
        for (const { written } of batch) written.resolve()
      } catch (error) {
        for (const { written } of batch) written.reject(error)
      }
    }
    this.#writing = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}

export const readLedger = (file: string): Entry[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
