import type { Slice } from '@slipway/contracts'
import type { SparePart } from './schema.ts'

/** Stores spare parts. Every method is atomic. */
export interface SparePartStore {
  /** Creates a spare part, or replaces the one with its id. Returns whether it was created. Safe to repeat. */
  put(one: SparePart): Promise<boolean>
  get(id: string): Promise<SparePart | undefined>
  /** Lists up to `limit` spare parts in the order of their ids, starting after the id `after`. */
  list(limit: number, after?: string): Promise<Slice<SparePart>>
  close(): Promise<void>
}
