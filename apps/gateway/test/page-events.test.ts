import type { RequestListener } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Listener } from '../src/page/listener.ts'
import { listenTo } from './event-stream.ts'
import { expectProblem, send } from './send.ts'
import { startGateway, startService, startSystem } from './start-gateway.ts'

const EVENTS = '/page/events'

/** What an instance of a service that calls another one says of itself. */
const NOTES_STATE = {
  ...{ service: 'notes', instance: 'notes-1', draining: false, inFlight: 1, eventLoopDelay: 0.25 },
  upstreams: [
    {
      ...{ service: 'items', inFlight: 2, breaker: 'open', retriesLeft: 7 },
      instances: [{ origin: 'http://10.0.0.7:3001', name: 'items-1', inFlight: 2, state: 'ejected' }],
    },
  ],
}
const respond: RequestListener = ({ url }, response) => {
  response.setHeader('server-timing', 'items;desc="items-1";dur=1')
  response.end(url === '/topology' ? JSON.stringify(NOTES_STATE) : 'ok')
}

const eventsOf = ({ url }: { url: string }) => listenTo(url + EVENTS)
const questions = ({ notes }: Awaited<ReturnType<typeof startSystem>>) =>
  notes.received.filter(({ url }) => url === '/topology').length

test('the events say what the gateway knows of its services, and what those that call others say', async () => {
  await using system = await startSystem(respond)
  using page = await eventsOf(system)

  expect(page.response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(page.response.headers.get('cache-control')).toBe('no-store')
  await page.latest('topology', {
    gateway: {
      ...{ service: 'gateway', instance: 'gateway-1', draining: false, inFlight: 0 },
      upstreams: [{ service: 'items', breaker: 'closed', retriesLeft: 10 }, { service: 'notes' }],
    },
    callers: [
      {
        instance: 'notes-1',
        upstreams: [{ breaker: 'open', instances: [{ name: 'items-1', state: 'ejected' }] }],
      },
    ],
  })
  expect(system.items.received).toEqual([]) // it calls nobody
})

test('they name no address', async () => {
  await using system = await startSystem(respond)
  using page = await eventsOf(system)
  await page.latest('topology', { callers: [{ instance: 'notes-1' }] })

  const text = JSON.stringify(page.received('topology'))
  expect(text).not.toContain('origin')
  expect(text).not.toContain('10.0.0.7')
  expect(text).not.toContain(new URL(system.notes.url).port)
})

test('each change of state is an event, at most five a second; none is sent while nothing changes', async () => {
  const [items, notes] = [await startService(respond), await startService()]
  const other = await startService(respond)
  await using gateway = await startGateway({ ITEMS_URL: `${items.url},${other.url}`, NOTES_URL: notes.url })
  using page = await eventsOf(gateway)
  const upstream = (instances: object[]) => ({ gateway: { upstreams: [{ instances }, {}] } })
  await page.latest('topology', upstream([{ state: 'available' }, { state: 'available' }]))

  await other[Symbol.asyncDispose]()
  for (let i = 0; i < 20; i++) await send(gateway.url, '/api/items')
  await page.latest('topology', upstream([{ name: 'items-1' }, { state: 'ejected' }]))

  await sleep(2_500) // until it is tried again
  const before = page.received('topology').length
  await sleep(1_000)
  expect(page.received('topology').length - before).toBeLessThanOrEqual(5)
  await Promise.all([items, notes].map((service) => service[Symbol.asyncDispose]()))
})

test('a service that is absent, or says something else, is not there; the rest is', async () => {
  await using system = await startSystem((_request, response) => response.end('{"instance":1}'))
  using page = await eventsOf(system)
  await expect.poll(() => questions(system)).toBeGreaterThan(0)
  await system.notes[Symbol.asyncDispose]()
  await sleep(1_500)

  await page.latest('topology', { gateway: { instance: 'gateway-1' }, callers: [] })
})

test('the golden signals are an event each second, while somebody listens', async () => {
  await using system = await startSystem()
  using page = await eventsOf(system)
  for (let i = 0; i < 10; i++) await send(system.url, '/api/items')

  await expect
    .poll(() => page.received('signals').at(-1) as unknown as { requestsPerSecond: number }, {
      timeout: 3_000,
    })
    .toMatchObject({ errorRatio: 0, inFlightRatio: 0 })
  const { requestsPerSecond } = page.received('signals').at(-1) as unknown as { requestsPerSecond: number }
  expect(requestsPerSecond).toBeGreaterThan(0)
})

test('nobody is asked while no page listens', async () => {
  await using system = await startSystem(respond)
  expect(questions(system)).toBe(0)
  {
    using page = await eventsOf(system)
    await page.latest('topology', { callers: [{}] })
  }
  await sleep(300)
  const asked = questions(system)
  await sleep(1_300)
  expect(questions(system)).toBe(asked)
})

test('a page that listens is no request in flight, and the 51st is a 503', async () => {
  await using system = await startSystem()
  const pages = await Promise.all(Array.from({ length: 50 }, () => eventsOf(system)))
  await pages[0]!.latest('topology', { gateway: { inFlight: 0 } })

  expectProblem(await send(system.url, EVENTS), 503)

  pages[0]![Symbol.dispose]()
  await expect
    .poll(async () => {
      using again = await eventsOf(system)
      return again.response.status
    })
    .toBe(200)
  for (const page of pages) page[Symbol.dispose]()
})

test('draining ends the events, after the last one has told so', async () => {
  const service = await startService()
  await using gateway = await startGateway({ ITEMS_URL: service.url, NOTES_URL: service.url })
  using page = await eventsOf(gateway)

  gateway.app.drain.active = true
  await page.ended
  await page.latest('topology', { gateway: { draining: true } })
  expectProblem(await send(gateway.url, EVENTS), 503)
  await service[Symbol.asyncDispose]()
})

test('a page that listens does not delay closing', async () => {
  const service = await startService()
  const gateway = await startGateway({ ITEMS_URL: service.url, NOTES_URL: service.url })
  using page = await eventsOf(gateway)

  await Promise.all([gateway[Symbol.asyncDispose](), page.ended])
  await service[Symbol.asyncDispose]()
})

test('what a client does not read is dropped, and it gets the latest once it reads', () => {
  const listener = new Listener()
  const event = 'x'.repeat(1_000)
  for (let i = 0; i < 1_000; i++) listener.offer(event)
  expect(listener.readableLength).toBeLessThan(20_000)
  expect(listener.offer(event)).toBe(false)

  while (listener.read() !== null);
  expect(listener.offer(event)).toBe(true)
})
