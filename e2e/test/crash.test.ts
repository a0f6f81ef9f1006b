import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Order } from '@slipway/contracts'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { available, place, send, settledOrder, stockUp } from '../src/client.ts'
import { startSystem } from '../src/system.ts'

test('orders killed between the reservation and its confirmation settles the order once', async () => {
  using folder = temporaryFolder()
  // Between orders and the real catalog: holds back the first answer to a reservation until it is let go.
  let held: (() => void) | undefined
  let reserved = 0
  const between = createServer((incoming, outgoing) => {
    const target = { host: '127.0.0.1', port: catalogPort, path: incoming.url, method: incoming.method }
    incoming.pipe(
      request({ ...target, headers: incoming.headers }, (answer) => {
        const pass = () => answer.pipe(outgoing.writeHead(answer.statusCode!, answer.headers))
        if (incoming.url?.startsWith('/reservations/') && reserved++ === 0) held = pass
        else pass()
      }),
    )
  }).listen(0, '127.0.0.1')
  await once(between, 'listening')
  let catalogPort = 0
  await using system = await startSystem({ data: folder.path }, (specs) => {
    catalogPort = specs.find(({ name }) => name === 'catalog-1')!.port
    for (const { app, env } of specs) {
      if (app === 'orders') env.CATALOG_URL = `http://127.0.0.1:${(between.address() as AddressInfo).port}`
    }
  })
  await stockUp(system.url, 'a', 10)

  const key = randomUUID()
  const lost = send('POST', `${system.url}/api/orders`, { lines: [{ sku: 'a', quantity: 3 }] }, key)
  await expect.poll(() => held, { interval: 5 }).toBeTypeOf('function')
  for (const name of ['orders-1', 'orders-2']) system.process(name).kill('SIGKILL')
  expect(await lost).toMatchObject({ status: 504 })
  expect(await available(system.url, 'a')).toBe(7)

  await Promise.all(['orders-1', 'orders-2'].map(system.restart))
  const [order] = ((await send('GET', `${system.url}/api/orders`)) as { body: { items: Order[] } }).body.items
  expect(await settledOrder(system.url, order!.id)).toMatchObject({ status: 'confirmed' })
  const repeat = await place(system.url, [{ sku: 'a', quantity: 3 }], key)
  expect(repeat).toMatchObject({ status: 201, body: { id: order!.id } })
  expect(await available(system.url, 'a')).toBe(7)
  between.close()
})

test('every catalog instance killed: the order is accepted with 202 and settled when catalog is back', async () => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path })
  await stockUp(system.url, 'a', 10)
  const catalogs = ['catalog-1', 'catalog-2']
  for (const name of catalogs) system.process(name).kill('SIGKILL')
  await Promise.all(catalogs.map((name) => system.process(name).exited))

  const answer = await place(system.url, [{ sku: 'a', quantity: 3 }])
  expect(answer.status).toBe(202)
  const { id, status } = answer.body as Order
  expect(answer.location).toBe(`/api/orders/${id}`)
  expect(status).toBe('pending')
  expect(await send('PUT', `${system.url}/api/orders/${id}/cancellation`)).toMatchObject({ status: 409 })
  expect(await send('GET', `${system.url}/api/products/a`)).toMatchObject({ status: 503 })

  await Promise.all(catalogs.map(system.restart))
  expect(await settledOrder(system.url, id)).toMatchObject({ status: 'confirmed' })
  expect(await available(system.url, 'a')).toBe(7)
})
