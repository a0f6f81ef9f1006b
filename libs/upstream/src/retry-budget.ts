const RESERVE = 10 // retries that a service with little traffic may use at once

/**
 * Limits retries to a share of the requests, so that an overloaded service does not get twice the load. Each
 * request deposits its share, each retry withdraws one.
 * https://sre.google/sre-book/handling-overload/ ("per-client retry budget")
 */
export class RetryBudget {
  readonly #share: number
  #tokens = RESERVE

  constructor(share: number) {
    this.#share = share
  }

  /** How many retries are left. */
  get left(): number {
    return Math.floor(this.#tokens)
  }

  deposit(): void {
    this.#tokens = Math.min(RESERVE, this.#tokens + this.#share)
  }

  /** Withdraws one retry; false if there is none left. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
