import { randomBytes, randomUUID } from 'node:crypto'
import { startSystem, storesOn, type TestSystem } from '@slipway/testing'
import { expect } from 'vitest'
import { type Span, startCollector } from './collector.ts'

/** The trace that a client says it has. */
export const CLIENTS = {
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
}

/** The whole system, which sends its traces to a collector. */
export async function startTracedSystem(
  env: Record<string, string> = {},
  storeUrl = '',
  change?: Parameters<typeof startSystem>[1],
) {
  const stack = new AsyncDisposableStack()
  const collector = stack.use(await startCollector())
  const system: TestSystem = stack.use(
    await startSystem(
      {
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '50', ...env },
        ...(storeUrl.startsWith('redis') && { stores: storesOn(storeUrl) }),
      },
      change,
    ),
  )
  /** Sends a request as a client that has a trace of its own. */
  const request = async (method: string, path: string, body?: unknown) => {
    const requestId = randomUUID()
    const response = await fetch(system.url + path, {
      method,
      headers: {
        'x-request-id': requestId,
        'idempotency-key': requestId,
        traceparent: `00-${CLIENTS.traceId}-${CLIENTS.spanId}-01`,
        tracestate: 'client=1',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { requestId, status: response.status, body: (await response.json()) as { id: string } }
  }
  const traceOf = (requestId: string): Span[] => {
    const { traceId } =
      collector.spans.find((span) => span.attributes['slipway.request_id'] === requestId) ?? {}
    return collector.spans.filter((span) => span.traceId === traceId)
  }
  /** The spans of a request, once there are `count`; no more may come within two intervals. */
  const spansOf = async (requestId: string, count: number) => {
    await expect.poll(() => traceOf(requestId).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count)
    await new Promise((resolve) => setTimeout(resolve, 150))
    return traceOf(requestId)
  }
  /** The log lines of a request, with the name of the process that wrote each. */
  const linesOf = (requestId: string) =>
    system.lines
      .filter((line) => line.includes(`"requestId":"${requestId}"`))
      .map((line) => JSON.parse(line.slice(line.indexOf('{'))))
  return {
    collector,
    system,
    request,
    spansOf,
    linesOf,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export type TracedSystem = Awaited<ReturnType<typeof startTracedSystem>>
