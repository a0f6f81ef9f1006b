import type { OrderLine, Reservation } from '@slipway/contracts'

export interface ReservationStore {
  /**
   * Takes all lines from stock, or none, and keeps the decision; in one step. An order id that was decided
   * before is answered with that decision, unchanged, whatever the lines now say.
   */
  reserve(orderId: string, lines: OrderLine[], currency: string): Promise<Reservation>
  /**
   * Puts back what the order took, once. Without a reservation it leaves a record all the same, so that a
   * late one takes nothing. A refusal stays as it is.
   */
  release(orderId: string): Promise<Reservation>
}
