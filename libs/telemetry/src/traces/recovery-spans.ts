import { ROOT_CONTEXT, type Tracer, trace } from '@opentelemetry/api'
import { operations, type Recovery, subscribe } from '@slipway/observe'
import { activeContext } from './active-context.ts'
import { operationSpans, setError } from './operation-spans.ts'
import { spanContextOf } from './propagation.ts'

/** A trace of its own for each attempt of recovery, with a link to the trace of the request that placed the order. */
export function traceRecovery(tracer: Tracer): () => void {
  const start = ({ orderId, requestId, placedBy }: Recovery) => {
    const placed = placedBy === undefined ? undefined : spanContextOf(placedBy)
    const attributes = { 'slipway.order_id': orderId, 'slipway.request_id': requestId }
    const links = placed ? [{ context: placed }] : []
    return tracer.startSpan('recovery', { attributes, links }, ROOT_CONTEXT)
  }
  const { recovery } = operations
  recovery.start.bindStore(activeContext, (operation) =>
    trace.setSpan(ROOT_CONTEXT, start(operation as Recovery)),
  )
  const stop = [
    operationSpans(recovery, () => trace.getSpan(activeContext.getStore()!)),
    subscribe('recovery', ({ outcome }) => {
      const span = trace.getSpan(activeContext.getStore() ?? ROOT_CONTEXT)
      span?.setAttribute('slipway.outcome', outcome)
      if (span && outcome !== 'settled') setError(span, outcome)
    }),
    () => void recovery.start.unbindStore(activeContext),
  ]
  return () => {
    for (const one of stop) one()
  }
}
