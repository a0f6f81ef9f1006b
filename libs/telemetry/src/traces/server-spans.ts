import { ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TelemetryOptions } from '../start.ts'
import { activeContext } from './active-context.ts'
import { setRequestFields } from './log-fields.ts'
import { setError } from './operation-spans.ts'
import { callersContext } from './propagation.ts'

/** One span for each request but probes, from when it was received until its response is sent. */
export function traceRequests({ app, published }: TelemetryOptions, tracer: Tracer): void {
  app.addHook('onRequest', (request, reply, done) => {
    if ((request.routeOptions.config as { neverShed?: boolean }).neverShed) {
      setRequestFields(request.log, undefined)
      return done()
    }
    const span = startSpan(tracer, request, published)
    const { traceId, spanId } = span.spanContext()
    setRequestFields(request.log, { trace_id: traceId, span_id: spanId })
    // Not onResponse: it does not run where the client disconnects.
    if (span.isRecording()) reply.raw.once('close', () => endSpan(span, reply))
    // Fastify keeps it while the body arrives, which happens in the context of the connection.
    activeContext.run(trace.setSpan(ROOT_CONTEXT, span), done)
  })
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server */
function startSpan(tracer: Tracer, request: FastifyRequest, published = false): Span {
  const { method } = request
  const { url: route } = request.routeOptions
  const caller = callersContext(request.headers)
  // A client must not decide which traces are recorded, nor add to those of others: its trace is only linked.
  const client = published ? trace.getSpanContext(caller) : undefined
  const span = tracer.startSpan(
    route ? `${method} ${route}` : method,
    { kind: SpanKind.SERVER, links: client ? [{ context: client }] : [] },
    published ? ROOT_CONTEXT : caller,
  )
  if (!span.isRecording()) return span
  return span.setAttributes({
    'http.request.method': method,
    ...(route && { 'http.route': route }),
    'url.path': request.url.split('?', 1)[0],
    'url.scheme': request.protocol,
    'slipway.request_id': request.id,
  })
}

function endSpan(span: Span, reply: FastifyReply): void {
  const { statusCode } = reply
  span.setAttribute('http.response.status_code', statusCode)
  if (!reply.raw.writableFinished) setError(span, 'client_disconnected')
  else if (statusCode >= 500) setError(span, String(statusCode))
  span.end()
}
