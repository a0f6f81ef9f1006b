import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import Fastify, { LogController } from 'fastify'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { TelemetryOptions } from '../../src/start.ts'
import { activeContext } from '../../src/traces/active-context.ts'
import { traceFields } from '../../src/traces/log-fields.ts'
import { traceRequests } from '../../src/traces/server-spans.ts'

const PARENT = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
const traceparent = `00-${PARENT.traceId}-${PARENT.spanId}-01`

/** A service with routes that respond in all ways, and the spans of its requests. */
async function startService(published = false) {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const lines: Record<string, string>[] = []
  const log = pino({ mixin: traceFields }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  // Fastify's own first line would be written before a request has a span.
  const logController = new (class extends LogController {
    override incomingRequest() {}
  })()
  const app = Fastify({ loggerInstance: log, logController })
  traceRequests({ app, published } as unknown as TelemetryOptions, provider.getTracer('test'))
  const active = () => trace.getSpanContext(activeContext.getStore()!)?.spanId
  app.post('/active', async () => {
    await sleep(1)
    return { active: active() }
  })
  app.get('/things/:id', async (request) => request.log.child({ child: true }).info('served'))
  app.get('/fails', async () => Promise.reject(new Error('failed')))
  app.get('/never', () => new Promise(() => {}))
  app.get('/livez', { config: { neverShed: true } as object }, async (request) => request.log.info('probed'))
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    lines,
    spans: () => exporter.getFinishedSpans(),
    [Symbol.asyncDispose]: () => app.close(),
  }
}

test("a service continues its caller's trace, and starts its own where the header is malformed", async () => {
  await using service = await startService()
  await fetch(`${service.url}/things/1`, { headers: { traceparent } })
  await fetch(`${service.url}/things/1`, { headers: { traceparent: `00-${'0'.repeat(32)}-x-01` } })
  await fetch(`${service.url}/things/1`)
  await expect.poll(() => service.spans().length).toBe(3)
  const [continued, malformed, none] = service.spans()
  expect(continued!.parentSpanContext).toMatchObject(PARENT)
  expect(continued!.spanContext().traceId).toBe(PARENT.traceId)
  expect(continued!.links).toEqual([])
  for (const root of [malformed, none]) {
    expect(root!.parentSpanContext).toBeUndefined()
    expect(root!.links).toEqual([])
  }
})

test("the published service links its client's trace, and decides itself what is recorded", async () => {
  await using service = await startService(true)
  await fetch(`${service.url}/things/1`, { headers: { traceparent: traceparent.replace(/01$/, '00') } })
  await expect.poll(() => service.spans().length).toBe(1)
  const [span] = service.spans()
  expect(span!.parentSpanContext).toBeUndefined()
  expect(span!.spanContext().traceId).not.toBe(PARENT.traceId)
  expect(span!.links).toMatchObject([{ context: PARENT }])
})

test('its span is active in a handler, also after a body that arrives later than its headers', async () => {
  await using service = await startService()
  const socket = connect(service.port, '127.0.0.1')
  const head =
    'POST /active HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n'
  socket.write(head)
  await sleep(30)
  socket.write('{}')
  const [response] = (await once(socket, 'data')) as [Buffer]
  await expect.poll(() => service.spans().length).toBe(1)
  expect(response.toString()).toContain(`{"active":"${service.spans()[0]!.spanContext().spanId}"}`)
  socket.destroy()
})

test('a response of 500 is an error, one of 404 is not, and a client that leaves is one', async () => {
  await using service = await startService()
  await fetch(`${service.url}/fails`)
  await fetch(`${service.url}/nothing-here`)
  await expect(fetch(`${service.url}/never`, { signal: AbortSignal.timeout(50) })).rejects.toThrow()
  await expect.poll(() => service.spans().length).toBe(3)
  expect(
    service.spans().map(({ name, status, attributes }) => [name, status.code, attributes['error.type']]),
  ).toEqual([
    ['GET /fails', SpanStatusCode.ERROR, '500'],
    ['GET', SpanStatusCode.UNSET, undefined],
    ['GET /never', SpanStatusCode.ERROR, 'client_disconnected'],
  ])
})

test('pipelined requests: each log line has the trace of its own request', async () => {
  await using service = await startService()
  const socket = connect(service.port, '127.0.0.1')
  const request = (path: string) => `GET /${path} HTTP/1.1\r\nhost: x\r\n\r\n`
  socket.write(['things/1', 'things/2', 'things/3', 'things/4', 'livez'].map(request).join(''))
  await expect.poll(() => service.lines.filter(({ msg }) => msg === 'request completed').length).toBe(5)
  const of = (reqId: string) => service.lines.filter((line) => line.reqId === reqId)
  for (const span of service.spans()) {
    const own = service.lines.filter(({ span_id }) => span_id === span.spanContext().spanId)
    expect(new Set(own.map(({ reqId }) => reqId)).size).toBe(1)
    expect(own).toHaveLength(of(own[0]!.reqId!).length)
  }
  expect(service.spans()).toHaveLength(4)
  const probe = of(service.lines.find(({ msg }) => msg === 'probed')!.reqId!)
  expect(probe.map(({ trace_id }) => trace_id)).toEqual(probe.map(() => undefined))
  socket.destroy()
})
