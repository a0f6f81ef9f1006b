import type { OrderLine } from './order.ts'
import type { MissingLine } from './reservation.ts'

/** A missing line as the stores keep it: its index in the lines, and the pieces available or, for an unknown SKU, -1. */
export type CompactMissing = [line: number, available: number]

/** Rejections cost nothing to send, so they should cost little to store. */
export function compactMissing(lines: OrderLine[], missing: MissingLine[]): CompactMissing[] {
  return missing.map(({ sku, available, reason }) => [
    lines.findIndex((line) => line.sku === sku),
    reason === 'unknown-sku' ? -1 : available,
  ])
}

/** The reverse; what earlier versions stored is complete already. */
export function expandMissing(lines: OrderLine[], stored: (CompactMissing | MissingLine)[]): MissingLine[] {
  return stored.map((one) => {
    if (!Array.isArray(one)) return one
    const [index, available] = one
    const { sku, quantity } = lines[index]!
    return available < 0
      ? { sku, requested: quantity, available: 0, reason: 'unknown-sku' }
      : { sku, requested: quantity, available, reason: 'out-of-stock' }
  })
}
