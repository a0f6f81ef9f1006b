import { randomUUID } from 'node:crypto'
import { publish } from '@slipway/observe'
import { expect, test } from 'vitest'
import { startScraped } from './scrape.ts'

const RANDOM = 1_000
const served = { requestId: 'r', method: 'GET', route: undefined, status: 404, problem: 'not-found', ms: 1 }
const samplesOf = (text: string, name: string) =>
  text.split('\n').filter((line) => line.startsWith(`${name}{`))

test('a thousand unknown paths and a thousand invented methods make one value each', async () => {
  await using app = await startScraped()
  for (let i = 0; i < RANDOM; i++) {
    publish('request-served', served)
    publish('request-served', { ...served, method: randomUUID() })
    publish('request-shed', { ...served, route: randomUUID(), method: randomUUID(), reason: 'in-flight' })
  }
  const text = await app.scrape()
  const counts = samplesOf(text, 'http_server_request_duration_seconds_count')
  expect(counts).toHaveLength(2)
  for (const sample of counts) expect(sample).toMatch(/http_route="unmatched".* 1000$/)
  expect(counts.join()).toContain('http_request_method="_OTHER"')
  expect(samplesOf(text, 'slipway_shed_requests_total')).toHaveLength(3)
})

test('no id of a request or an order is a label', async () => {
  await using app = await startScraped()
  const before = (await app.scrape()).split('\n').length
  for (let i = 0; i < RANDOM; i++) {
    const ids = { requestId: randomUUID(), orderId: randomUUID() }
    publish('order', { ...ids, status: 'confirmed', was: 'pending' }) // start-clean removes this line
    publish('recovery', { ...ids, was: 'pending', outcome: 'settled', reason: randomUUID() }) // start-clean removes this line
    publish('store-error', { ...ids, reason: randomUUID() })
    publish('ejection', {
      ...ids,
      service: 'items',
      origin: randomUUID(),
      instance: randomUUID(),
      failures: 1,
      ms: 1,
    })
  }
  // Garbage collection adds a sample for each kind that it has not had before.
  expect((await app.scrape()).split('\n').length - before).toBeLessThan(50)
})

test('an instance that is gone is in one more scrape, then it is forgotten', async () => {
  await using app = await startScraped()
  const names = Array.from({ length: 100 }, () => `items-${randomUUID()}`)
  for (const instance of [...names, 'items-1']) {
    publish('attempt-ended', {
      service: 'items',
      instance,
      method: 'GET',
      status: 200,
      error: undefined,
      ms: 1,
    })
  }
  const name = 'http_client_request_duration_seconds_count'
  expect(samplesOf(await app.scrape(), name)).toHaveLength(101)
  const left = samplesOf(await app.scrape(), name)
  expect(left).toHaveLength(1)
  expect(left[0]).toContain('server_instance="items-1"')
})
