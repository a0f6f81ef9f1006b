import type { OrderLine, OrderStatus } from '@slipway/contracts'
import { expect, test } from 'vitest'
import type { FinalState } from '../src/final-state.ts'
import { judge } from '../src/judge.ts'
import type { Entry, What } from '../src/ledger.ts'
import { FIRST_STOCK, SKUS } from '../src/plan.ts'
import { storyOf } from '../src/story.ts'

const lines: OrderLine[] = [{ sku: 'p1', quantity: 2 }]
const of = (key: string, step: number, what: What) => ({ at: step * 1_000, client: 1, key, step, what })
const asked = (step: number, what: What = 'place', key = 'k'): Entry => ({
  ...of(key, step, what),
  event: 'asked',
  lines,
})
const told = (
  step: number,
  state: OrderStatus,
  { order = 'o1', what = 'place' as What, key = 'k' } = {},
): Entry => {
  const status = state === 'rejected' ? 409 : state === 'pending' ? 202 : 201
  return { ...of(key, step, what), event: 'acknowledged', status, order, state }
}
const answered = (step: number, what: What, status: number): Entry => ({
  ...of('k', step, what),
  event: 'acknowledged',
  status,
})

/** What the system says: its orders, of `lines` each, and the stock that these leave unless p1's is given. */
function says(orders: Record<string, OrderStatus>, p1?: number): FinalState {
  const all = new Map(Object.entries(orders).map(([id, status]) => [id, { status, lines }]))
  const sold = 2 * Object.values(orders).filter((status) => status === 'confirmed').length
  const stock = new Map(SKUS.map((sku) => [sku, FIRST_STOCK]))
  const open = Object.entries(orders).filter(([, status]) => status === 'pending')
  return { orders: all, stock: stock.set('p1', p1 ?? FIRST_STOCK - sold), leftOpen: new Map(open) }
}

const CONFIRMED = [asked(1), told(1, 'confirmed')]
const CANCELLED = [...CONFIRMED, asked(2, 'cancel'), told(2, 'cancelled', { what: 'cancel' })]

const kept: [string, Entry[], FinalState][] = [
  ['a confirmed order', CONFIRMED, says({ o1: 'confirmed' })],
  ['an accepted order that was rejected later', [asked(1), told(1, 'pending')], says({ o1: 'rejected' })],
  ['a cancelled order', CANCELLED, says({ o1: 'cancelled' })],
  ['a cancellation without a response', [...CONFIRMED, asked(2, 'cancel')], says({ o1: 'cancelled' })],
  [
    'a response that is older than one received before it',
    [asked(1), asked(2), told(2, 'confirmed'), told(1, 'pending')],
    says({ o1: 'confirmed' }),
  ],
  [
    'a restock',
    [asked(1, 'restock', 'r'), { ...of('r', 1, 'restock'), event: 'acknowledged', status: 200 }],
    says({}, FIRST_STOCK + 2),
  ],
]

test.each(kept)('%s is kept', (_, entries, state) => {
  expect(judge(entries, state)).toEqual([])
})

const broken: [string, string, Entry[], FinalState][] = [
  ['lost', 'an order that does not exist', CONFIRMED, says({})],
  ['lost', 'a confirmed order that is rejected', CONFIRMED, says({ o1: 'rejected' })],
  ['lost', 'a cancellation that was undone', CANCELLED, says({ o1: 'confirmed' })],
  ['lost', 'a cancellation that nobody asked for', CONFIRMED, says({ o1: 'cancelled' })],
  [
    'lost',
    'an order that was confirmed, and pending when asked again',
    [...CONFIRMED, asked(2), told(2, 'pending')],
    says({ o1: 'confirmed' }),
  ],
  [
    'lost',
    'an order that a later request does not find',
    [...CONFIRMED, asked(2, 'cancel'), answered(2, 'cancel', 404)],
    says({ o1: 'confirmed' }),
  ],
  [
    'lost',
    'an order with other lines',
    CONFIRMED,
    {
      ...says({ o1: 'confirmed' }),
      orders: new Map([['o1', { status: 'confirmed' as const, lines: [{ sku: 'p1', quantity: 3 }] }]]),
      stock: says({}, FIRST_STOCK - 3).stock,
    },
  ],
  [
    'doubled',
    'two orders for one key',
    [...CONFIRMED, asked(2), told(2, 'confirmed', { order: 'o2' })],
    says({ o1: 'confirmed', o2: 'confirmed' }),
  ],
  ['doubled', 'an order that no client was told of', CONFIRMED, says({ o1: 'confirmed', o2: 'confirmed' })],
  ['leaked', 'a piece that is gone', CONFIRMED, says({ o1: 'confirmed' }, FIRST_STOCK - 3)],
  ['leaked', 'a piece that was sold twice', CONFIRMED, says({ o1: 'confirmed' }, FIRST_STOCK)],
  ['leaked', 'an order that is still pending', [asked(1), told(1, 'pending')], says({ o1: 'pending' })],
  [
    'leaked',
    'an order that only a repeat of the client settled',
    CONFIRMED,
    { ...says({ o1: 'confirmed' }), leftOpen: new Map([['o1', 'pending' as const]]) },
  ],
]

test.each(broken)('%s: %s', (kind, _, entries, state) => {
  expect(judge(entries, state)).toMatchObject([{ kind }])
})

test('a story has what the client asked and was told, and the faults of that time', () => {
  const [finding] = judge(CONFIRMED, says({}))
  const faults = [
    { name: 'kill orders-1', from: 900, to: 1_500 },
    { name: 'kill redis', from: 9_000, to: 9_500 },
  ]
  expect(storyOf(finding!, CONFIRMED, faults)).toEqual([
    'lost: k. Order o1 was acknowledged, and does not exist.',
    '     0.90 s  kill orders-1, until 1.50 s.',
    '     1.00 s  The client places k (2 × p1).',
    '     1.00 s  It is told: 201, order o1 is confirmed.',
  ])
})
