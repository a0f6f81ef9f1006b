import { SpanKind, type Tracer, trace } from '@opentelemetry/api'
import { operations } from '@slipway/observe'
import { activeContext } from './active-context.ts'
import { operationSpans, setError } from './operation-spans.ts'
import { sendSpan } from './propagation.ts'

/** Parses an origin, in less than half of the time of `new URL`. */
const ORIGIN = /^https?:\/\/(.*?)(?::(\d+))?$/

/**
 * One span for each attempt that is made within a trace; the instance that is called gets it as its caller.
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
 */
export function traceAttempts(tracer: Tracer): () => void {
  return operationSpans(
    operations.attempt,
    ({ service, origin, instance, method, path, attempt, headers }) => {
      const context = activeContext.getStore()
      const caller = context && trace.getSpan(context)
      if (!caller) return undefined
      if (!caller.isRecording()) return void sendSpan(caller.spanContext(), headers)
      const [, address, port = 80] = ORIGIN.exec(origin) ?? []
      const attributes = {
        'http.request.method': method,
        'server.address': address,
        'server.port': Number(port),
        'url.full': origin + path.split('?', 1)[0],
        'slipway.upstream': service,
        ...(instance && { 'slipway.upstream.instance': instance }),
        ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
      }
      const span = tracer.startSpan(`${method} ${service}`, { kind: SpanKind.CLIENT, attributes }, context)
      sendSpan(span.spanContext(), headers)
      return span
    },
    (span, { result }) => {
      const status = (result as { status: number } | undefined)?.status
      if (status === undefined) return
      span.setAttribute('http.response.status_code', status)
      if (status >= 400) setError(span, String(status))
    },
  )
}
