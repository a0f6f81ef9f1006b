import { Type } from 'typebox'

/** How long a service keeps data that is settled; the same for all services of a system, as they depend on one another. */
export const RetentionSetting = {
  RETENTION_DAYS: Type.Integer({
    default: 30,
    minimum: 0,
    maximum: 3_650,
    description: 'days after which settled orders are deleted; the same for catalog and orders; 0 disables',
  }),
}

const DAY = 24 * 60 * 60 * 1_000 // ms

/** RETENTION_DAYS in ms; Infinity if it is disabled. */
export function retentionOf(settings: { RETENTION_DAYS: number }): number {
  return settings.RETENTION_DAYS * DAY || Number.POSITIVE_INFINITY
}
