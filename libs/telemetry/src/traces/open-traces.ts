import { setTimeout as sleep } from 'node:timers/promises'
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { TelemetryOptions } from '../start.ts'
import { activeContext, contextManager } from './active-context.ts'
import { traceAttempts } from './client-spans.ts'
import { setActiveFields } from './log-fields.ts'
import { createProvider } from './provider.ts'
import { traceRecovery } from './recovery-spans.ts' // start-clean removes this line
import { traceRequests } from './server-spans.ts'
import { traceStore } from './store-spans.ts'

/** Starts the SDK and subscribes to what happens in this process. Returns a function that sends what is left. */
export function openTraces(options: TelemetryOptions): () => Promise<void> {
  const provider = createProvider(options)
  // For an app's own spans: trace.getTracer(…) of @opentelemetry/api.
  context.setGlobalContextManager(contextManager)
  trace.setGlobalTracerProvider(provider)
  const tracer = provider.getTracer('slipway')
  traceRequests(options, tracer)
  const stop = [traceAttempts(tracer), traceStore(tracer)]
  stop.push(traceRecovery(tracer)) // start-clean removes this line
  setActiveFields(() => {
    const span = trace.getSpanContext(activeContext.getStore() ?? ROOT_CONTEXT)
    return span && { trace_id: span.traceId, span_id: span.spanId }
  })
  return async () => {
    for (const one of stop) one()
    setActiveFields(() => undefined)
    // A collector that does not respond must not delay the end of the process.
    await Promise.race([
      provider.shutdown().catch(() => {}),
      sleep(sendingTime(options), undefined, { ref: false }),
    ])
    context.disable()
    trace.disable()
  }
}

/** For sending the last spans, in ms: half of what shutdown.ts leaves for closing resources. */
function sendingTime({ settings: { SHUTDOWN_TIMEOUT_MS } }: TelemetryOptions): number {
  return Math.min(SHUTDOWN_TIMEOUT_MS / 10, 500)
}
