/** A line of the services' logs. Which fields it has depends on what it says: see `libs/telemetry/src/log`. */
export interface LogRecord {
  time: number
  service: string
  instance: string
  msg?: string
  event?: string
  requestId?: string
  orderId?: string
  /** Of a request: its line is written when the response was sent, `ms` after it was received. */
  method?: string
  path?: string
  status?: number
  problem?: string
  ms?: number
  /** The status of the order, and catalog's decision for it, when the request was served. */
  orderStatus?: string
  reservation?: string
  repeated?: boolean
  was?: string
  /** The service that was called, its instance and its address. */
  upstream?: string
  upstreamInstance?: string
  origin?: string
  attempt?: number
  sent?: boolean
  reason?: string
  failures?: number
  state?: string
  outcome?: string
  signal?: string | null
  code?: number | null
}

/** Undefined where a line is none of the services' log lines, such as the stack of a crash. */
export function parseLine(line: string): LogRecord | undefined {
  try {
    const { time, ...record } = JSON.parse(line)
    const at = Date.parse(time)
    return Number.isFinite(at) && typeof record.instance === 'string'
      ? { service: '', ...record, time: at }
      : undefined
  } catch {
    return undefined
  }
}

/** The value of a text field, without parsing the line; undefined where it has none. */
export function fieldOf(line: string, name: string): string | undefined {
  const start = line.indexOf(`"${name}":"`)
  if (start < 0) return undefined
  const from = start + name.length + 4
  return line.slice(from, line.indexOf('"', from))
}

/** The name of a process, with its service where that is not a part of it, as in `orders-2`. */
export const processName = (service: string, instance: string): string =>
  !service || instance.includes(service) ? instance : `${service} ${instance}`
