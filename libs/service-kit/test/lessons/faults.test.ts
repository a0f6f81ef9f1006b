import { NO_FAULTS } from '@slipway/contracts'
import { expect, test } from 'vitest'
import { exchange } from '../test-service.ts'
import { startLessonService } from './lesson-service.ts'

/** The probes of the service, which must stay green whatever its lesson is. */
const probes = async (url: string) =>
  Promise.all(['/livez', '/readyz'].map(async (path) => (await fetch(url + path)).status))

test('a slow instance responds later, and says so in Server-Timing', async () => {
  await using service = await startLessonService()
  await service.faults({ slowMs: 300 })
  const { status, headers } = await fetch(`${service.url}/things/1`)
  expect(status).toBe(200)
  expect(
    Number(/^things;desc="things-1";dur=([\d.]+)/.exec(headers.get('server-timing')!)?.[1]),
  ).toBeGreaterThan(290)
  expect(await probes(service.url)).toEqual([200, 200])
})

test('a failing instance responds with 500 to its share of the requests', async () => {
  await using service = await startLessonService()
  const statuses = async () => {
    const all = Array.from({ length: 60 }, async () => (await fetch(`${service.url}/things/1`)).status)
    return new Set(await Promise.all(all))
  }
  await service.faults({ errorPercent: 100 })
  expect(await statuses()).toEqual(new Set([500]))
  await service.faults({ errorPercent: 50 })
  expect(await statuses()).toEqual(new Set([200, 500]))
  expect(await probes(service.url)).toEqual([200, 200])
  await service.faults({ errorPercent: 0 })
  expect(await statuses()).toEqual(new Set([200]))
})

test('a failing instance processes nothing', async () => {
  let processed = 0
  await using service = await startLessonService({}, (app) => app.post('/count', async () => ++processed))
  await service.faults({ errorPercent: 100 })
  expect((await fetch(`${service.url}/count`, { method: 'POST' })).status).toBe(500)
  expect(processed).toBe(0)
})

test('a silent instance accepts a request and never responds', async () => {
  await using service = await startLessonService()
  await service.faults({ silent: true })
  const signal = AbortSignal.timeout(500)
  await expect(fetch(`${service.url}/things/1`, { signal })).rejects.toThrow('timeout')
  expect(await probes(service.url)).toEqual([200, 200])
})

test('a sick instance breaks the connection off', async () => {
  await using service = await startLessonService()
  await service.faults({ sick: true })
  await expect(fetch(`${service.url}/things/1`)).rejects.toThrow('fetch failed')
  expect(await probes(service.url)).toEqual([200, 200])
})

test('faults can be combined and changed one by one', async () => {
  await using service = await startLessonService()
  await service.faults({ slowMs: 20, silent: true })
  expect((await service.faults({ silent: false, errorPercent: 1 })).body.faults).toEqual({
    ...NO_FAULTS,
    slowMs: 20,
    errorPercent: 1,
  })
  expect((await fetch(service.lessons)).status).toBe(200)
})

test.each([
  { slowMs: 10_001 },
  { slowMs: -1 },
  { slowMs: '5' },
  { errorPercent: 101 },
  { errorPercent: 0.5 },
  { silent: 'yes' },
  { sik: true },
])('%j is a 400, and changes nothing', async (changes) => {
  await using service = await startLessonService()
  const { status, body } = await service.put('/faults', { sick: true, ...changes })
  expect({ status, body }).toMatchObject({ status: 400, body: { title: 'Bad Request' } })
  expect(await (await fetch(service.lessons)).json()).toMatchObject({ faults: NO_FAULTS })
})

test('a request for a name is refused, as a web page could let its own name point here', async () => {
  await using service = await startLessonService()
  const { port } = new URL(service.lessons)
  const get = (host: string) =>
    exchange(Number(port), `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  expect((await get('rebound.example')).status).toBe(421)
  expect((await get('127.0.0.1')).status).toBe(200)
})
