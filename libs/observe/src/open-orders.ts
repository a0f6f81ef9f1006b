/** The orders that wait for catalog, in the whole store: every instance of the service reports the same. */
export interface OpenOrders {
  pending: number
  cancelling: number
  /** Open orders that recovery fails to settle, although nothing is unavailable. */
  stuck: number
  /** When the oldest pending order was placed, in ms since the epoch; undefined if there is none. */
  oldestPending: number | undefined
}
