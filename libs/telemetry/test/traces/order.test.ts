import { onBothStores } from '@slipway/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Span, treeOf } from './collector.ts'
import { LINES, startTracedShop } from './traced-shop.ts'
import { CLIENTS, type TracedSystem } from './traced-system.ts'

onBothStores('traces of the system', (freshUrl) => {
  let traced: TracedSystem
  let store: string
  beforeAll(async () => {
    store = freshUrl()
    traced = await startTracedShop({}, store)
  })
  afterAll(() => traced[Symbol.asyncDispose]())

  const placeOrder = async () => {
    const { status, requestId } = await traced.request('POST', '/api/orders', { lines: LINES })
    expect(status).toBe(201)
    return { requestId, spans: await traced.spansOf(requestId, 8) }
  }
  const byName = (spans: Span[], name: string, service?: string) =>
    spans.find((span) => span.name === name && (!service || span.resource['service.name'] === service))!

  test('an order is one trace: a span for each service, call and store operation, and no more', async () => {
    const { spans } = await placeOrder()
    expect(treeOf(spans)).toEqual([
      'gateway server POST /api/orders',
      '  gateway client POST orders',
      '    orders server POST /api/orders',
      '      orders client create orders',
      '      orders client move orders',
      '      orders client PUT catalog',
      '        catalog server PUT /reservations/:orderId',
      '          catalog client reserve reservations',
    ])
  })

  test("a client's own trace is linked, and neither continued nor passed on", async () => {
    const { spans } = await placeOrder()
    const root = byName(spans, 'POST /api/orders', 'gateway')
    expect(root.parentSpanId).toBeUndefined()
    expect(spans.flatMap(({ links }) => links)).toEqual([expect.objectContaining(CLIENTS)])
    expect(root.links).toHaveLength(1)
    expect(spans.filter(({ traceId }) => traceId === CLIENTS.traceId)).toEqual([])
    expect(JSON.stringify(spans.map((span) => ({ ...span, links: [] })))).not.toContain('client=1')
  })

  test('attributes have the names of the semantic conventions', async () => {
    const { spans, requestId } = await placeOrder()
    expect(byName(spans, 'POST /api/orders', 'gateway')).toMatchObject({
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/orders',
        'http.response.status_code': 201,
        'url.path': '/api/orders',
        'url.scheme': 'http',
        'slipway.request_id': requestId,
      },
      resource: { 'service.name': 'gateway', 'service.instance.id': 'gateway-1' },
    })
    const call = byName(spans, 'PUT catalog')
    const callee = byName(spans, 'PUT /reservations/:orderId')
    expect(call.attributes).toMatchObject({
      'http.request.method': 'PUT',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
      'url.full': expect.stringContaining(String(callee.attributes['url.path'])),
      'slipway.upstream': 'catalog',
    })
    expect(byName(spans, 'create orders').attributes).toEqual({
      'db.system.name': store.startsWith('redis') ? 'redis' : 'sqlite',
      'db.collection.name': 'orders',
      'db.operation.name': 'create',
    })
    expect(spans.map(({ status }) => status.code ?? 0)).toEqual(spans.map(() => 0))
  })

  test('a child lies within the time of its caller', async () => {
    const { spans } = await placeOrder()
    for (const span of spans) {
      const parent = spans.find(({ spanId }) => spanId === span.parentSpanId) ?? span
      expect(span.start, span.name).toBeGreaterThanOrEqual(parent.start - 1)
      expect(span.end, span.name).toBeGreaterThanOrEqual(span.start)
    }
    const root = byName(spans, 'POST /api/orders', 'gateway')
    expect(root.end - root.start).toBeLessThan(60_000)
  })

  test('a read is four spans and a rejected request two; probes have none', async () => {
    const read = await traced.request('GET', '/api/products/traced')
    expect(treeOf(await traced.spansOf(read.requestId, 4))).toEqual([
      'gateway server GET /api/products/*',
      '  gateway client GET catalog',
      '    catalog server GET /api/products/:sku',
      '      catalog client get products',
    ])
    const invalid = await traced.request('POST', '/api/orders', { lines: [] })
    expect(invalid.status).toBe(400)
    const spans = await traced.spansOf(invalid.requestId, 3)
    expect(treeOf(spans)).toEqual([
      'gateway server POST /api/orders',
      '  gateway client POST orders',
      '    orders server POST /api/orders',
    ])
    // The semantic conventions: a 4xx is an error of the caller, not of the server.
    expect(spans.filter(({ status }) => status.code === 2).map(({ kind }) => kind)).toEqual([3])
    await traced.request('GET', '/livez')
    expect(traced.collector.spans.filter(({ name }) => /livez|readyz/.test(name))).toEqual([])
  })

  test('each log line of a request has its trace, and the span of the process that wrote it', async () => {
    const { spans, requestId } = await placeOrder()
    await expect.poll(() => traced.linesOf(requestId).length).toBeGreaterThanOrEqual(3)
    const lines = traced.linesOf(requestId)
    const spanOf = (instance: string) =>
      spans.find(({ kind, resource }) => kind === 2 && resource['service.instance.id'] === instance)
    expect(new Set(lines.map(({ instance }) => instance.split('-')[0]))).toEqual(
      new Set(['gateway', 'orders', 'catalog']),
    )
    for (const { instance, trace_id, span_id } of lines) {
      const { traceId, spanId } = spanOf(instance)!
      expect({ trace_id, span_id }).toEqual({ trace_id: traceId, span_id: spanId })
    }
  })
})
