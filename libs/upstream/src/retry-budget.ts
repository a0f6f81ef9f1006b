const RESERVE = 10 // retries; what a quiet service may spend at once

/**
 * Bounds retries to a share of the requests, so that a service in trouble is not asked twice as often as one
 * in health. Each request pays its share in, each retry takes one out.
 * https://sre.google/sre-book/handling-overload/ ("per-client retry budget")
 */
export class RetryBudget {
  readonly #share: number
  #tokens = RESERVE

  constructor(share: number) {
    this.#share = share
  }

  deposit(): void {
    this.#tokens = Math.min(RESERVE, this.#tokens + this.#share)
  }

  /** Takes one retry out, where there is one. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
