/** What happens to orders, in the services that handle them. */
declare module './events.ts' {
  interface Events {
    /** An order was written (`was` is undefined), or its status has changed. */
    order: { orderId: string; requestId: string; status: string; was: string | undefined }
    /** An order that was already written was asked for again with its key. */
    'order-repeated': { orderId: string; requestId: string; status: string }
    /** A request could not settle an order: recovery will. `error`: only where no outage explains it. */
    'order-left-open': { orderId: string; requestId: string; status: string; reason: string; error?: unknown }
    /** An attempt of recovery to settle an order. */
    recovery: {
      orderId: string
      requestId: string
      was: string
      outcome: 'settled' | 'outage' | 'postponed' | 'stuck'
      status?: string
      failures?: number
      reason?: string
      /** Only where no outage explains it. */
      error?: unknown
    }
  }
}

/** An attempt of recovery to settle an order. */
export interface Recovery {
  orderId: string
  requestId: string
  /** The `traceparent` of the request that placed the order, if its trace was recorded. */
  placedBy: string | undefined
}
