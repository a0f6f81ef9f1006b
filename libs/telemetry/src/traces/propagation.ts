import { type Context, defaultTextMapGetter, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api'
import { TRACE_PARENT_HEADER, TRACE_STATE_HEADER, W3CTraceContextPropagator } from '@opentelemetry/core'

type Headers = Record<string, string | string[] | undefined>

const w3c = new W3CTraceContextPropagator() // https://www.w3.org/TR/trace-context/

/** The context that a caller has sent; the empty one if it has sent none, or one that is malformed. */
export const callersContext = (headers: Headers): Context =>
  w3c.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)

/** Names a span as the caller in the headers of a request. Without the SDK's way, which would make a context for it. */
export function sendSpan({ traceId, spanId, traceFlags, traceState }: SpanContext, headers: Headers): void {
  headers[TRACE_PARENT_HEADER] = `00-${traceId}-${spanId}-0${traceFlags & 1}`
  const state = traceState?.serialize()
  if (state) headers[TRACE_STATE_HEADER] = state
}

/** The span that a `traceparent` names. */
export const spanContextOf = (traceparent: string): SpanContext | undefined =>
  trace.getSpanContext(callersContext({ traceparent }))
