const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** The seconds of a duration such as `15m`, `1h` or `90d`; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? []
  return unit ? Number(count) * SECONDS[unit as keyof typeof SECONDS] : undefined
}
