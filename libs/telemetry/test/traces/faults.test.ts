import { settledOrder } from '@slipway/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LINES, startTracedShop } from './traced-shop.ts'
import type { TracedSystem } from './traced-system.ts'

let traced: TracedSystem
beforeAll(async () => {
  traced = await startTracedShop()
})
afterAll(() => traced[Symbol.asyncDispose]())

test('a retry is a span of its own, in the same trace', async () => {
  const { system, collector } = traced
  system.process('catalog-1').kill('SIGKILL')
  await system.process('catalog-1').exited
  const retries = () =>
    collector.spans.filter(({ attributes }) => attributes['http.request.resend_count'] === 1)
  await expect
    .poll(
      async () => {
        expect((await traced.request('GET', '/api/products/traced')).status).toBe(200)
        return retries().length
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(0)
  const [retry] = retries()
  const attempts = collector.spans.filter(
    ({ traceId, name }) => traceId === retry!.traceId && name === 'GET catalog',
  )
  expect(attempts.map(({ parentSpanId }) => parentSpanId)).toEqual([retry!.parentSpanId, retry!.parentSpanId])
  const failed = attempts.find((span) => span !== retry)!
  expect(failed.status.code).toBe(2)
  expect(failed.attributes['error.type']).toMatch(/UNREACHABLE|BROKEN/)
  await system.restart('catalog-1')
})

test('recovery has a trace of its own, with a link to the trace in which the order was placed', async () => {
  const { system, collector } = traced
  for (const name of ['catalog-1', 'catalog-2']) {
    system.process(name).kill('SIGKILL')
    await system.process(name).exited
  }
  const placed = await traced.request('POST', '/api/orders', { lines: LINES })
  expect(placed.status).toBe(202)
  const first = (await traced.spansOf(placed.requestId, 3)).find(({ name }) => name === 'create orders')!
  // Another instance recovers the order: what it links to is in the store.
  const instance = String(first.resource['service.instance.id'])
  system.process(instance).kill('SIGKILL')
  await system.process(instance).exited
  await Promise.all(['catalog-1', 'catalog-2'].map((name) => system.restart(name)))
  const order = await settledOrder(system.url, placed.body.id)
  expect(order.status).toBe('confirmed')
  expect(Object.keys(order).sort()).toEqual([
    'createdAt',
    'id',
    'lines',
    'owner',
    'status',
    'total',
    'updatedAt',
  ])

  const settled = () =>
    collector.spans.find(
      ({ attributes }) =>
        attributes['slipway.order_id'] === order.id && attributes['slipway.outcome'] === 'settled',
    )
  await expect.poll(settled).toBeDefined()
  const recovery = settled()!
  expect(recovery.resource['service.instance.id']).not.toBe(instance)
  expect(recovery.parentSpanId).toBeUndefined()
  expect(recovery.links).toEqual([expect.objectContaining({ traceId: first.traceId })])
  expect(recovery.traceId).not.toBe(first.traceId)
  // A set: the first attempt at a catalog that has just started may be retried.
  const names = () =>
    new Set(collector.spans.filter(({ traceId }) => traceId === recovery.traceId).map(({ name }) => name))
  await expect
    .poll(() => [...names()].sort())
    .toEqual(['PUT /reservations/:orderId', 'PUT catalog', 'move orders', 'recovery', 'reserve reservations'])
  const lines = traced.linesOf(`recovery-${order.id}`).filter(({ trace_id }) => trace_id === recovery.traceId)
  expect(lines.map(({ instance }) => instance.split('-')[0])).toEqual(
    expect.arrayContaining(['orders', 'catalog']),
  )
  await system.restart(instance)
})

test('what a process repeats by itself has no span', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_100)) // recovery looks for orders twice a second
  expect(traced.collector.spans.filter(({ name }) => name === 'claimDue orders')).toEqual([])
})
