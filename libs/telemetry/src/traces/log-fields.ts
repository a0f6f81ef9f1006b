// Imported by the logger, with or without traces: nothing here may load OpenTelemetry.

/** https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/ */
export interface TraceFields {
  trace_id: string
  span_id: string
}

const OF_REQUEST = Symbol('trace fields')

/** The fields of the active trace; set once there are traces. */
let active = (): TraceFields | undefined => undefined

export function setActiveFields(fields: () => TraceFields | undefined): void {
  active = fields
}

/**
 * Gives the logger of one request its fields, whatever the asynchronous context: that of Node's 'finish' event, in which
 * the line of a request is written, may be another request's on the same connection. `undefined`: no trace.
 */
export function setRequestFields(logger: object, fields: TraceFields | undefined): void {
  ;(logger as { [OF_REQUEST]?: TraceFields | undefined })[OF_REQUEST] = fields
}

/** For pino's `mixin`: the fields of the trace that a line belongs to. A new object each time, as pino changes it. */
export function traceFields(_line: object, _level: number, logger: object): object {
  return { ...(OF_REQUEST in logger ? (logger[OF_REQUEST] as TraceFields | undefined) : active()) }
}
