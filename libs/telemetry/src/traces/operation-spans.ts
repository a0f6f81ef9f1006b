import type { TracingChannel } from 'node:diagnostics_channel'
import { type Span, SpanStatusCode } from '@opentelemetry/api'

/** Not a WeakMap: that would cost the garbage collector as much as all the rest. */
const SPAN = Symbol('span')
type WithSpan = { [SPAN]?: Span | undefined }

/** An operation that has ended. */
type Ended<T> = T & { result?: unknown; error?: unknown }

/**
 * Makes a span of each operation on a channel for which `start` returns one; `end` is called before it ends. Returns a
 * function that stops this.
 */
export function operationSpans<T extends object>(
  channel: Pick<TracingChannel<T, unknown>, 'start' | 'asyncEnd'>,
  start: (operation: T) => Span | undefined,
  end: (span: Span, operation: Ended<T>) => void = () => {},
): () => void {
  const onStart = (operation: unknown) => {
    ;(operation as WithSpan)[SPAN] = start(operation as T)
  }
  const onEnd = (operation: unknown) => {
    const { [SPAN]: span, error } = operation as WithSpan & Ended<T>
    if (!span) return
    if (error !== undefined) setError(span, errorType(error))
    end(span, operation as Ended<T>)
    span.end()
  }
  channel.start.subscribe(onStart)
  channel.asyncEnd.subscribe(onEnd)
  return () => {
    channel.start.unsubscribe(onStart)
    channel.asyncEnd.unsubscribe(onEnd)
  }
}

/** Marks a span as failed. https://opentelemetry.io/docs/specs/semconv/attributes-registry/error/ */
export function setError(span: Span, type: string): void {
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR })
}

/** The code of an error, such as TIMEOUT or ECONNRESET, or its class. Not its message: that may contain data. */
function errorType(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : String(name ?? 'Error')
}
