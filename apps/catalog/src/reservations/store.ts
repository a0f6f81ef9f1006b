import type { OrderLine, Reservation } from '@slipway/contracts'

/** Times are ms since the epoch. `decision-lifetime.ts` says when decisions are deleted, and why that is safe. */
export interface ReservationStore {
  /**
   * Reserves all lines or none, and stores the decision, atomically. For an order id with a decision it
   * returns that decision, even if the lines differ; for an order that is too old it takes nothing and returns
   * `released`. Also deletes a few old decisions.
   */
  reserve(orderId: string, lines: OrderLine[], currency: string, now?: number): Promise<Reservation>
  /**
   * Returns the reserved pieces to stock, once. Without a reservation it stores "released" all the same, so
   * that a reservation that arrives late reserves nothing. A refusal is not changed.
   */
  release(orderId: string, now?: number): Promise<Reservation>
}

/** More than the one decision that each reservation adds, so that old ones do not accumulate. */
export const MAX_DELETIONS = 10
