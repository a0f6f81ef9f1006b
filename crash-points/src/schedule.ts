/** The orders that clients place. No two have the same lines, so that the lines tell which one a stored order is. */
export const ORDERS = {
  o1: { client: 'ada', lines: [{ sku: 'a', quantity: 2 }] },
  o2: {
    client: 'bob',
    lines: [
      { sku: 'a', quantity: 2 },
      { sku: 'b', quantity: 1 },
    ],
  },
  o3: {
    client: 'cyd',
    lines: [
      { sku: 'a', quantity: 1 },
      { sku: 'b', quantity: 1 },
    ],
  },
}
export type OrderName = keyof typeof ORDERS

/** The pieces at the beginning, of which not all orders can have theirs; and what a restock adds. */
export const STOCK = { a: 3, b: 1 }
export const RESTOCK = { a: 2, b: 1 }
export type Sku = keyof typeof STOCK

/** What is done, one step after another. Placing an order again repeats its request with the same key, and so does a restock. */
export type Step =
  | { do: 'place' | 'cancel'; order: OrderName }
  | { do: 'restock'; sku: Sku }
  /** An instance of orders recovers what is due. */
  | { do: 'recover' }
  /** What is late arrives, and what is paused continues. */
  | { do: 'continue' }

/** What can go wrong with an operation of a store. */
export const STORE_FAULTS = ['stop-before', 'stop-after', 'all-stop', 'pause', 'recovery'] as const
/** What can go wrong with a request from orders to catalog. */
export const CALL_FAULTS = [...STORE_FAULTS, 'lost', 'late', 'twice'] as const
/** What can go wrong with a request of a client; whether the client itself stops makes no difference to the services. */
export const CLIENT_FAULTS = ['all-stop', 'recovery', 'lost', 'late', 'twice'] as const
export type FaultKind = (typeof CALL_FAULTS)[number]

export const FAULTS = { store: STORE_FAULTS, call: CALL_FAULTS, client: CLIENT_FAULTS }
export type PointKind = keyof typeof FAULTS

/**
 * An operation that somebody waits for: by the step during which it begins, and how many began before in this step. What
 * recovery does in the end is one step more.
 */
export interface Place {
  step: number
  at: number
}

/** A fault, and where it happens. */
export interface Fault extends Place {
  kind: FaultKind
}

export interface Schedule {
  steps: Step[]
  /** One for each point at most. */
  faults: Fault[]
}
