import { ALL_PROTECTIONS, NO_FAULTS } from '@slipway/contracts'
import { stoppedInstance } from '@slipway/testing'
import { expect, test } from 'vitest'
import { expectProblem, send } from '../send.ts'
import { startSystem } from '../start-gateway.ts'
import { startLessons } from './lessons-system.ts'

const JSON_BODY = { 'content-type': 'application/json' }
const INSTANCE = { name: 'items-1', service: 'items', faults: NO_FAULTS, process: null }

const read = async (url: string) => JSON.parse((await send(url, '/lessons')).body)

test('lists the instances that the gateway finds, by the names that they give themselves', async () => {
  await using system = await startLessons()
  expect(await read(system.url)).toEqual({
    instances: [INSTANCE],
    protections: ALL_PROTECTIONS,
    processes: false,
  })
})

test('an instance that is made slow is, until that ends', async () => {
  await using system = await startLessons()
  const served = async () => {
    const { headers } = await send(system.url, '/api/items')
    return Number(/items;desc="items-1";dur=([\d.]+)/.exec(String(headers['server-timing']))?.[1])
  }
  const { status, body } = await system.put('/lessons/instances/items-1', { slowMs: 200 })
  expect({ status, instances: JSON.parse(body).instances }).toEqual({
    status: 200,
    instances: [{ ...INSTANCE, faults: { ...NO_FAULTS, slowMs: 200 } }],
  })
  expect(await served()).toBeGreaterThan(190)
  await system.put('/lessons/instances/items-1', { slowMs: 0 })
  expect(await served()).toBeLessThan(190)
})

test('protections are switched in the gateway and in the instances', async () => {
  await using system = await startLessons({ EJECTION_MS: 0, BREAKER_FAILURES: 0, RETRY_BUDGET_PERCENT: 100 })
  const { body } = await system.put('/lessons/protections', { retries: false })
  expect(JSON.parse(body).protections).toEqual({ ...ALL_PROTECTIONS, retries: false })
  const instance = await system.lessonsOfItems()
  expect(instance.protections).toEqual({ ...ALL_PROTECTIONS, retries: false })
})

test('without retries, the failures of a stopped instance reach the client; with them, none does', async () => {
  const also = stoppedInstance()
  await using system = await startLessons(
    { EJECTION_MS: 0, BREAKER_FAILURES: 0, RETRY_BUDGET_PERCENT: 100 },
    also,
  )
  const statuses = async () => {
    const all: number[] = []
    for (let sent = 0; sent < 40; sent++) all.push((await send(system.url, '/api/items')).status)
    return [...new Set(all)].sort()
  }
  expect(await statuses()).toEqual([200])
  await system.put('/lessons/protections', { retries: false })
  expect(await statuses()).toEqual([200, 503])
  await system.put('/lessons/protections', { retries: true })
  expect(await statuses()).toEqual([200])
})

test('wrong requests are problem documents, and change nothing', async () => {
  await using system = await startLessons()
  expectProblem(await system.put('/lessons/instances/items-1', { slowMs: 99_999 }), 400)
  expectProblem(await system.put('/lessons/instances/items-1', { slow: 1 }), 400)
  expectProblem(await system.put('/lessons/protections', { retries: 'no' }), 400)
  expectProblem(await system.put('/lessons/instances/items-1/process', { action: 'explode' }), 400)
  const { detail } = expectProblem(await system.put('/lessons/instances/items-9', { slowMs: 1 }), 404)
  expect(detail).toBe('No items-9. There are: items-1.')
  expect((await read(system.url)).instances).toEqual([INSTANCE])
})

test('processes are a 404 where npm start does not control them', async () => {
  await using system = await startLessons()
  expectProblem(await system.put('/lessons/instances/items-1/process', { action: 'kill' }), 404)
  expectProblem(await system.put('/lessons/services/items/replicas', { replicas: 3 }), 404)
})

test.each([
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'same-site' }, 403],
  [{ origin: 'https://elsewhere.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ 'sec-fetch-site': 'same-origin' }, 200],
  [{}, 200],
])('a request with %j is a %i', async (headers, status) => {
  await using system = await startLessons()
  const response = await system.put('/lessons/protections', { retries: false }, headers)
  expect(response.status).toBe(status)
  expect((await read(system.url)).protections.retries).toBe(status === 403)
})

test("a request from the gateway's own page is allowed, and a form is not", async () => {
  await using system = await startLessons()
  const origin = system.url
  expect((await system.put('/lessons/protections', {}, { origin })).status).toBe(200)
  const headers = { 'content-type': 'text/plain' }
  expectProblem(await send(system.url, '/lessons/protections', { method: 'PUT', headers, body: '{}' }), 415)
})

test.each([
  ['GET', '/lessons'],
  ['PUT', '/lessons/instances/items-1'],
  ['PUT', '/lessons/instances/items-1/process'],
  ['PUT', '/lessons/services/items/replicas'],
  ['PUT', '/lessons/protections'],
])('without LESSONS=on, %s %s is a 404', async (method, path) => {
  await using system = await startSystem()
  expectProblem(
    await send(system.url, path, { method, headers: JSON_BODY, body: method === 'PUT' ? '{}' : undefined }),
    404,
  )
})
