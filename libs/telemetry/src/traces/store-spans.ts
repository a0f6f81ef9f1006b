import { SpanKind, type Tracer, trace } from '@opentelemetry/api'
import { operations } from '@slipway/observe'
import { activeContext } from './active-context.ts'
import { operationSpans } from './operation-spans.ts'

/**
 * One span for each operation of a store within a trace; none for those that a process repeats by itself.
 * https://opentelemetry.io/docs/specs/semconv/database/database-spans/
 */
export function traceStore(tracer: Tracer): () => void {
  return operationSpans(operations.store, ({ system, collection, name }) => {
    const context = activeContext.getStore()
    if (!context || !trace.getSpan(context)?.isRecording()) return undefined
    const attributes = {
      'db.system.name': system,
      'db.collection.name': collection,
      'db.operation.name': name,
    }
    return tracer.startSpan(`${name} ${collection}`, { kind: SpanKind.CLIENT, attributes }, context)
  })
}
