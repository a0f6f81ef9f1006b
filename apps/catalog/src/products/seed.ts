import { setTimeout as sleep } from 'node:timers/promises'
import { StartupError } from '@slipway/service-kit'
import { isStoreUnavailable } from '@slipway/store'
import type { FastifyBaseLogger } from 'fastify'
import type { ProductStore, StoredProduct } from './store.ts'

const DEMO: [sku: string, name: string, amount: number, stock: number][] = [
  ['anchor-light', 'Anchor light, LED', 3490, 40],
  ['bilge-pump', 'Bilge pump, 12 V', 5990, 25],
  ['boat-hook', 'Boat hook, telescopic', 2790, 60],
  ['chart-north-sea', 'Chart, North Sea', 2450, 80],
  ['compass', 'Steering compass', 12900, 15],
  ['deck-brush', 'Deck brush', 1290, 120],
  ['dock-line-10m', 'Dock line, 10 m', 1890, 200],
  ['fender-large', 'Fender, large', 3290, 90],
  ['fender-small', 'Fender, small', 1490, 150],
  ['fire-extinguisher', 'Fire extinguisher, 2 kg', 3990, 30],
  ['first-aid-kit', 'First aid kit', 4590, 35],
  ['fog-horn', 'Fog horn', 1990, 45],
  ['hand-flare', 'Hand flare, red', 1190, 300],
  ['life-jacket', 'Life jacket, 150 N', 8990, 70],
  ['life-ring', 'Life ring', 4990, 20],
  ['logbook', 'Logbook', 1590, 100],
  ['rope-per-metre', 'Rope, per metre', 210, 1000],
  ['sailing-gloves', 'Sailing gloves', 2290, 85],
  ['signal-flags', 'Signal flags, set of 40', 7900, 12],
  ['winch-handle', 'Winch handle', 4290, 50],
]

/** How long it is tried: as long as the connection to a store at start. */
const PATIENCE = 30_000 // ms

/**
 * Inserts twenty products with stock, once per store, so that a new installation has something to order. A store that
 * is slow or unavailable just now is tried again.
 * @throws StartupError where it stays so.
 */
export async function seedDemoProducts(
  store: Pick<ProductStore, 'seed'>,
  log: FastifyBaseLogger,
  patience = PATIENCE,
): Promise<void> {
  const products: StoredProduct[] = DEMO.map(([sku, name, amount, stock]) => ({ sku, name, amount, stock }))
  const deadline = Date.now() + patience
  while (true) {
    try {
      if (await store.seed(products)) log.info({ products: products.length }, 'demo products inserted')
      return
    } catch (error) {
      if (!isStoreUnavailable(error)) throw error
      if (Date.now() > deadline) {
        throw new StartupError(
          `The store does not take the demo products (${(error as Error).message}). Make it work, then start again.`,
        )
      }
    }
    await sleep(100)
  }
}
