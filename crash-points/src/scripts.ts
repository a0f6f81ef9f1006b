import type { Step } from './schedule.ts'

const place = (order: 'o1' | 'o2' | 'o3'): Step => ({ do: 'place', order })
const cancel = (order: 'o1' | 'o2' | 'o3'): Step => ({ do: 'cancel', order })
const restock = (sku: 'a' | 'b'): Step => ({ do: 'restock', sku })

/** Shorter ones first, so that the first failure that is found makes a short story. */
export const SCRIPTS: Record<string, Step[]> = {
  'an order': [place('o1')],
  'a restock': [restock('a')],
  'an order and its repeat': [place('o1'), place('o1')],
  'an order and its cancellation': [place('o1'), cancel('o1')],
  // Only one a is left for the second: it is rejected, and stays so.
  'two orders, and a restock': [place('o1'), place('o2'), restock('a')],
  'an order that is cancelled for another one': [place('o1'), cancel('o1'), place('o2'), place('o1')],
  'three orders of two products': [
    place('o1'),
    place('o2'),
    cancel('o1'),
    restock('a'),
    place('o3'),
    { do: 'recover' },
    place('o2'),
    restock('b'),
    cancel('o3'),
  ],
}
