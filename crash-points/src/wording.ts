import type { Order, OrderLine, OrderStatus, Reservation } from '@slipway/contracts'

type NameOf = (id: string) => string
type Args<T extends unknown[]> = T

export const pieces = (lines: OrderLine[]) =>
  lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(' and ')

/** What an operation of a store has done, by its name; undefined where that is not worth telling. */
export const done: Record<string, (args: never, result: never, nameOf: NameOf) => string | undefined> = {
  'orders.create': ([{ id }]: Args<[Order]>, record: { order: Order } | undefined, nameOf) => {
    if (!record) return 'refuses the order: too many are open'
    const { id: found, status } = record.order
    return found === id ? `stores ${nameOf(id)} as pending` : `finds ${nameOf(found)} by its key: ${status}`
  },
  'orders.move': ([from, { id, status }]: Args<[OrderStatus, Order]>, stored: Order | undefined, nameOf) =>
    stored?.status === status
      ? `stores ${nameOf(id)} as ${status}`
      : `wants to change ${nameOf(id)} from ${from} to ${status}, but it is ${stored?.status ?? 'not stored'}`,
  'orders.claimDue': (_args: unknown[], orders: Order[], nameOf) =>
    orders.length > 0 ? `recovers ${orders.map(({ id }) => nameOf(id)).join(', ')}` : undefined,
  'reservations.reserve': ([id, lines]: Args<[string, OrderLine[]]>, { status }: Reservation, nameOf) =>
    `is asked for ${pieces(lines)} for ${nameOf(id)}: ${status}`,
  'reservations.release': ([id]: Args<[string]>, { status }: Reservation, nameOf) =>
    `is asked to release ${nameOf(id)}: ${status}`,
  'restocks.restock': (
    [{ sku, quantity }]: Args<[{ sku: string; quantity: number }]>,
    { product }: { product: { stock: number } },
  ) => `is asked to add ${quantity} × ${sku}: ${product.stock} in stock`,
}

/** The same operations while they are under way. */
export const doing: Record<string, (args: never, nameOf: NameOf) => string> = {
  'orders.create': ([, key]: Args<[Order, string]>) => `storing ${key}`,
  'orders.get': ([id]: Args<[string]>, nameOf) => `reading ${nameOf(id)}`,
  'orders.move': ([, { id, status }]: Args<[OrderStatus, Order]>, nameOf) =>
    `storing ${nameOf(id)} as ${status}`,
  'orders.claimDue': () => 'looking for orders that are due',
  'orders.postpone': ([id]: Args<[string]>, nameOf) => `postponing ${nameOf(id)}`,
  'reservations.reserve': ([id]: Args<[string]>, nameOf) => `reserving ${nameOf(id)}`,
  'reservations.release': ([id]: Args<[string]>, nameOf) => `releasing ${nameOf(id)}`,
  'restocks.restock': ([{ sku }]: Args<[{ sku: string }]>) => `restocking ${sku}`,
}
