import type { Order } from '@slipway/contracts'
import { call } from './api.ts'
import { byId, h, render } from './dom.ts'
import { money, word } from './i18n.ts'
import { linesOf } from './order.ts'

let latest: Order[] = []

export async function readOrders(): Promise<void> {
  const { status, body } = await call('GET', '/api/orders?limit=8')
  if (status === 200) latest = body.items
}

/** Shows the latest orders, newest first. */
export function showOrders(): void {
  render(byId('latest'), latest, () =>
    latest.map((order) =>
      h(
        'tr',
        {},
        h(
          'td',
          {},
          new Date(order.createdAt).toLocaleTimeString(document.documentElement.lang, { hour12: false }),
        ),
        h('td', { title: order.id }, h('code', {}, `…${order.id.slice(-6)}`)),
        h('td', {}, linesOf(order)),
        h('td', 'number', order.total ? money(order.total) : ''),
        h('td', {}, h('b', `status ${order.status}`, word(order.status))),
      ),
    ),
  )
}
