import type { Order } from '@slipway/contracts'
import { sameLines } from '@slipway/contracts'
import type { Clients } from './clients.ts'
import { ORDERS, type OrderName, RESTOCK, type Sku, STOCK } from './schedule.ts'
import type { Stored } from './stores.ts'

/** What must be true after recovery, whatever happened before. Returns what is wrong, in words. */
export async function findViolation(stored: Stored, clients: Clients): Promise<string | undefined> {
  const { items: orders } = await stored.orders.list(100)
  const { items: products } = await stored.catalog.products.list(100)
  const stock = Object.fromEntries(products.map((product) => [product.sku, product.stock]))
  return (
    nothingOpen(orders) ??
    first(
      clients.told,
      ([name, told]) => oneOrderAKey(name, told, orders) ?? kept(name, told, orders, clients),
    ) ??
    first(Object.keys(STOCK) as Sku[], (sku) => stockAddsUp(sku, stock[sku]!, orders, clients))
  )
}

function nothingOpen(orders: Order[]): string | undefined {
  const open = orders.find(({ status }) => status === 'pending' || status === 'cancelling')
  return open && `${placedAs(open)} is still ${open.status}, and recovery does not settle it`
}

function oneOrderAKey(name: OrderName, told: Order[], orders: Order[]): string | undefined {
  const stored = orders.filter((order) => placedAs(order) === name)
  if (stored.length > 1) return `${ORDERS[name].client} placed ${name} once, and has ${stored.length} orders`
  if (told.length > 0 && stored.length === 0) return `${name} is lost`
  const other = told.some(({ id }) => id !== stored[0]!.id)
  return other ? `${ORDERS[name].client} was told of an order ${name} that does not exist` : undefined
}

/** What a client was told last is still so, unless it was on the way to another status. */
function kept(name: OrderName, told: Order[], orders: Order[], clients: Clients): string | undefined {
  const { client } = ORDERS[name]
  const now = orders.find((order) => placedAs(order) === name)?.status
  const settled = told.findLast(({ status }) => status !== 'pending')
  const wasCancelled = clients.cancelled.has(name)
  const was = settled?.status === 'cancelling' ? 'cancelled' : settled?.status
  if (was === undefined || now === was) return undefined
  if (was === 'confirmed' && now === 'cancelled' && wasCancelled) return undefined
  return `${client} was told that ${name} is ${settled!.status}, and it is ${now}`
}

function stockAddsUp(sku: Sku, stock: number, orders: Order[], { restocked }: Clients): string | undefined {
  const putIn = STOCK[sku] + (restocked.has(sku) ? RESTOCK[sku] : 0)
  const sold = orders
    .filter(({ status }) => status === 'confirmed')
    .flatMap(({ lines }) => lines.filter((line) => line.sku === sku))
    .reduce((sum, { quantity }) => sum + quantity, 0)
  const lost = putIn - stock - sold
  if (lost === 0) return undefined
  const what = lost > 0 ? `${lost} × ${sku} are missing` : `there are ${-lost} × ${sku} too many`
  return `${what}: put in ${putIn}, in stock ${stock}, in confirmed orders ${sold}`
}

const placedAs = ({ lines }: Order) =>
  (Object.keys(ORDERS) as OrderName[]).find((name) => sameLines(ORDERS[name].lines, lines))!

function first<T>(values: Iterable<T>, find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value)
    if (found) return found
  }
  return undefined
}
