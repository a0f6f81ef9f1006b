import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startSystem } from './start-gateway.ts'

/** The request line as it is given, which no HTTP client would send. */
async function sendTarget(url: string, target: string): Promise<{ status: number; answer: string }> {
  const { port } = new URL(url)
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  socket.write(`GET ${target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n`)
  const answer = await text(socket)
  return { status: Number(answer.split(' ', 2)[1]), answer }
}

test.each([
  '/api/products/../../reservations/x',
  '/api/products/../orders/x',
  '/api/products/..',
  '/api/products/%2e%2e/%2e%2e/reservations/x',
  '/api/products/%2E./.%2e/reservations/x',
  '/api/products/..%2f..%2freservations/x',
  '/api/products/%2e%2e%2f%2e%2e%2freservations',
  '/api/products/..\\..\\reservations\\x',
  '/api/products/..%5c..%5creservations',
  '/api/products\\..\\..\\reservations',
  '/api/products/./../../openapi.json',
  '/api/products/x/../../../openapi.json?y=1',
  '/api/orders/../../livez',
  '//api/products/x',
  '//catalog/reservations/x',
  '/api//products/x',
  '/\\catalog/reservations/x',
  '/%2e%2e/reservations/x',
  '/./reservations/x',
  '/api/products/%',
  '/api/products/%zz',
  '/api/products/%ff',
  '/api/products/%c0%ae%c0%ae/x',
  'http://catalog/reservations/x',
  'http://catalog/api/products/../../reservations/x',
  'http://127.0.0.1:1/api/products/x',
  'reservations/x',
])('%s is answered with a problem, and reaches nobody', async (target) => {
  await using system = await startSystem()

  const { status, answer } = await sendTarget(system.url, target)

  expect(answer).toMatch(/^content-type: application\/problem\+json/im)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect([...system.catalog.received, ...system.orders.received]).toEqual([])
})

test.each([
  '/api/products/%252e%252e/%252e%252e/reservations',
  '/api/products//reservations/x',
  '/api/products//catalog/reservations',
  '/api/products/%2freservations',
  '/api/products/..;/..;/reservations',
  '/api/products/...',
  '/api/products/./x',
  '/api/products/x#/../../reservations',
  '/api/products/x?/../../../reservations',
  '/api/products;/../../reservations',
  '/api/products/..%00/reservations',
  '/api/%70roducts/x',
  '/%61pi/products/x',
  '*',
])('%s reaches nothing but /api/products', async (target) => {
  await using system = await startSystem()

  const { status } = await sendTarget(system.url, target)

  expect(status).toBeLessThan(500)
  expect(system.orders.received).toEqual([])
  for (const { url } of system.catalog.received) {
    expect(new URL(url, 'http://catalog').pathname).toMatch(/^\/api\/products(\/|$)/)
  }
})
