import { stockUp } from '@slipway/testing'
import { startTracedSystem } from './traced-system.ts'

export const LINES = [{ sku: 'traced', quantity: 1 }]

/** The traced system with a product in stock. */
export async function startTracedShop(...args: Parameters<typeof startTracedSystem>) {
  const traced = await startTracedSystem(...args)
  await stockUp(traced.system.url, 'traced', 100)
  return traced
}
