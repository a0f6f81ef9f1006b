import type { Order, OrderLine } from '@slipway/contracts'
import { call, type Result } from './api.ts'
import { announce, byId, h, render } from './dom.ts'
import { n, t, word } from './i18n.ts'
import { chosenLines } from './products.ts'
import { type Step, showSteps } from './steps.ts'

/** The order that was placed last on this page, and what is known of how it went. */
interface Placed {
  key: string
  lines: OrderLine[]
  order?: Order
  steps: Step[]
  notes: string[]
}

let placed: Placed | undefined

const POLL = 500 // ms

const isOpen = (order?: Order) => order?.status === 'pending' || order?.status === 'cancelling'
const instanceOf = ({ served }: Result, service: string) =>
  served.findLast((one) => one.service === service)?.instance

export function startOrder(changed: () => void): void {
  const run = (action: () => Promise<void>) => () => void action().then(show).then(changed)
  byId<HTMLFormElement>('order').onsubmit = (event) => {
    event.preventDefault()
    run(place)()
  }
  byId('repeat').onclick = run(repeat)
  byId('cancel').onclick = run(cancel)
  show()
}

async function place(): Promise<void> {
  const lines = chosenLines()
  if (lines.length === 0) return announce(t('chooseFirst'))
  placed = { key: crypto.randomUUID(), lines, steps: [], notes: [] }
  await send(placed)
}

async function repeat(): Promise<void> {
  if (!placed) return
  const { order } = placed
  const result = await send(placed)
  const same = order && result.body?.id === order.id
  if (same) placed.notes.push(t('sameOrder', instanceOf(result, 'orders') ?? '?'))
}

/** Places the order, or repeats it: with the same key this is safe. */
async function send(one: Placed): Promise<Result> {
  const result = await call('POST', '/api/orders', { lines: one.lines }, one.key)
  one.notes = []
  const orders = instanceOf(result, 'orders')
  const order: Order | undefined = result.problem ? result.body?.order : result.body
  for (const retry of result.retries) one.notes.push(t('retriedAfter', retry))
  // For a 409: what is missing.
  for (const { detail } of result.body?.errors ?? []) one.notes.push(detail)
  if (!order) one.notes.push(t('noOutcome', result.body?.detail ?? t('noResponse')))
  if (order && !one.order) {
    const decided = order.status === 'pending' ? undefined : instanceOf(result, 'catalog')
    one.steps = [
      { name: 'written', by: orders },
      { name: order.status === 'rejected' ? 'refused' : 'reserved', by: decided },
      { name: order.status === 'rejected' ? 'rejected' : 'confirmed', by: decided && orders },
    ]
  }
  await follow(one, order)
  return result
}

async function cancel(): Promise<void> {
  if (!placed?.order) return
  const one = placed
  const result = await call('PUT', `/api/orders/${one.order!.id}/cancellation`)
  if (result.status >= 400 || result.status === 0) {
    one.notes.push(t('noOutcome', result.body?.detail ?? t('noResponse')))
    return
  }
  const done = result.status === 200
  one.steps.push({ name: 'released', by: done ? instanceOf(result, 'catalog') : undefined })
  one.steps.push({ name: 'cancelled', by: done ? instanceOf(result, 'orders') : undefined })
  await follow(one, result.body)
}

/** Shows the order, and polls it while catalog has not decided: recovery will settle it. */
async function follow(one: Placed, order?: Order): Promise<void> {
  one.order = order ?? one.order
  show()
  while (isOpen(one.order) && placed === one) {
    await new Promise((resolve) => setTimeout(resolve, POLL))
    const { status, body } = await call('GET', `/api/orders/${one.order!.id}`)
    if (status === 200) one.order = body
    if (!isOpen(one.order)) for (const step of one.steps) step.by ??= t('recovery')
    show()
  }
  if (order) announce(t('orderIs', word(one.order!.status)))
}

function show(): void {
  const { order, steps, notes, key } = placed ?? { steps: [], notes: [] as string[], key: '' }
  byId('placed').hidden = !placed
  byId<HTMLButtonElement>('cancel').disabled = order?.status !== 'confirmed' && order?.status !== 'pending'
  render(byId('about'), [order, key], () => [
    ...(order
      ? [h('code', {}, order.id), ' ', h('b', `status ${order.status}`, word(order.status))]
      : [t('noOrder')]),
  ])
  showSteps(byId('steps'), steps)
  render(byId('notes'), notes, () => notes.map((note) => h('li', {}, note)))
}

/** For the list of the latest orders. */
export const linesOf = ({ lines }: Order): string =>
  lines.map(({ sku, quantity }) => `${n(quantity)} × ${sku}`).join(', ')
