/** When an order was created, as its id gives it (a UUID of version 7, RFC 9562), in ms since the epoch. */
export function orderTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** A text that sorts after the ids of all orders that were created before `time`, and before all others. */
export function orderIdPrefix(time: number): string {
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
