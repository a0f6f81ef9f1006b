import type { OrderLine, Product } from '@slipway/contracts'
import { call } from './api.ts'
import { announce, byId, h, render } from './dom.ts'
import { money, n, t } from './i18n.ts'

/** The products as they were read last, and the quantities that are to be ordered. */
export let stock: Product[] = []
const quantities = new Map<string, number>()

/** Reads the products again. */
export async function readProducts(): Promise<void> {
  const { status, body } = await call('GET', '/api/products?limit=50')
  if (status === 200) stock = body.items
}

export const chosenLines = (): OrderLine[] =>
  Array.from(quantities, ([sku, quantity]) => ({ sku, quantity })).filter(({ quantity }) => quantity > 0)

/** Shows name, price and stock of each product, and a field for the quantity. */
export function showProducts(): void {
  render(
    byId('products'),
    stock.map(({ sku, name, price }) => [sku, name, price]),
    () => stock.map(row),
  )
  for (const { sku, available } of stock) {
    const cell = byId(`stock-${sku}`)
    if (cell.textContent === n(available)) continue
    cell.textContent = n(available)
    // Shows the change; an animation that has ended starts again only if it is taken away in between.
    cell.classList.remove('changed')
    requestAnimationFrame(() => cell.classList.add('changed'))
  }
}

function row({ sku, name, price }: Product): HTMLElement {
  const quantity = h('input', {
    ...{ type: 'number', min: '0', max: '1000', inputMode: 'numeric', id: `quantity-${sku}` },
    ...{ value: String(quantities.get(sku) ?? 0), ariaLabel: t('quantityOf', name) },
    oninput: () => void quantities.set(sku, Math.trunc(Number(quantity.value)) || 0),
  })
  return h(
    'tr',
    {},
    h('th', { scope: 'row', textContent: name }),
    h('td', { className: 'number', textContent: money(price) }),
    h('td', { className: 'number', id: `stock-${sku}` }),
    h('td', {}, quantity),
    h(
      'td',
      {},
      h('button', {
        type: 'button',
        textContent: '+ 100',
        ariaLabel: t('restock', name),
        onclick: () => void restock(sku),
      }),
    ),
  )
}

async function restock(sku: string): Promise<void> {
  const { status, body } = await call(
    'POST',
    `/api/products/${sku}/restocks`,
    { quantity: 100 },
    crypto.randomUUID(),
  )
  if (status === 403) announce(t('notAllowed', body.detail))
  await readProducts()
  showProducts()
}
