import type { Order } from '@slipway/contracts'
import { Problem } from '@slipway/service-kit'
import { withoutTrace } from './placed-by.ts'

/** The 409 for a rejected order: one error per missing line, and the order itself. */
export function outOfStockProblem(order: Order): Problem {
  const { missing = [], lines } = order
  const errors = missing.map(({ sku, requested, available, reason }) => ({
    in: 'body' as const,
    field: `/lines/${lines.findIndex((line) => line.sku === sku)}`,
    detail:
      reason === 'unknown-sku'
        ? `no product with SKU ${sku}`
        : `${requested} requested, ${available} available`,
  }))
  return new Problem(409, 'out-of-stock', 'Not all lines are available; the order was rejected.', {
    errors,
    order: withoutTrace(order),
  })
}
