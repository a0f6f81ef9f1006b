import { compactMissing, expandMissing, type Reservation } from '@slipway/contracts'

/** A decision as the stores keep it: JSON, with the reasons of a refusal in short, as `reserve.lua` writes them too. */
export function toStored(decision: Reservation): string {
  if (decision.status !== 'refused') return JSON.stringify(decision)
  return JSON.stringify({ ...decision, missing: compactMissing(decision.lines, decision.missing) })
}

export function parseStored(json: string): Reservation {
  const decision = JSON.parse(json) as Reservation
  if (decision.status !== 'refused') return decision
  return { ...decision, missing: expandMissing(decision.lines, decision.missing) }
}
