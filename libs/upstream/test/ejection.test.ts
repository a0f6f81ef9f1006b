import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { balance } from '../src/balance.ts'
import { Ejection, mayBeAsked } from '../src/ejection.ts'
import { UpstreamError } from '../src/errors.ts'
import type { Instance } from '../src/instances.ts'
import {
  call,
  goneInstance,
  instance,
  knownInstances,
  newCall,
  ok,
  repeat,
  startInstance,
  startUpstream,
} from './fixtures.ts'

const NOW = 1_000_000
const FIRST = 1_000 // ms
const several = (count: number) => Array.from({ length: count }, (_, number) => instance(`${number}`))
const passedOver = (all: Instance[], now: number) =>
  all.filter(({ passedOverUntil }) => passedOverUntil > now)

describe('an instance that fails is passed over', () => {
  test('for twice as long each time it fails again, up to ten times the first pause', () => {
    const ejection = new Ejection(FIRST)
    const all = several(4)
    const [failing] = all as [Instance]
    const pauses: number[] = []
    let now = NOW

    for (let times = 0; times < 6; times++) {
      ejection.failed(failing, all, now)
      pauses.push(failing.passedOverUntil - now)
      now = failing.passedOverUntil
    }

    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  })

  test('for the first pause again, once it has answered in between', () => {
    const ejection = new Ejection(FIRST)
    const all = several(2)
    const [failing] = all as [Instance]
    ejection.failed(failing, all, NOW)
    ejection.failed(failing, all, NOW + FIRST)

    ejection.succeeded(failing, NOW + 3 * FIRST)
    ejection.failed(failing, all, NOW + 4 * FIRST)

    expect(failing.passedOverUntil).toBe(NOW + 5 * FIRST)
  })

  test('once for all that it had in flight', () => {
    const ejection = new Ejection(FIRST)
    const all = several(2)
    const [failing] = all as [Instance]

    for (let late = 0; late < 20; late++) ejection.failed(failing, all, NOW + late)

    expect(failing).toMatchObject({ passedOverUntil: NOW + FIRST, failures: 1 })
  })

  test('also where an answer comes late from before', () => {
    const ejection = new Ejection(FIRST)
    const all = several(2)
    const [failing] = all as [Instance]
    ejection.failed(failing, all, NOW)

    ejection.succeeded(failing, NOW + FIRST - 1)

    expect(failing).toMatchObject({ passedOverUntil: NOW + FIRST, failures: 1 })
    expect(mayBeAsked(failing, NOW + FIRST - 1)).toBe(false)
  })

  test('never where the first pause is 0', () => {
    const ejection = new Ejection(0)
    const all = several(2)

    for (const each of all) ejection.failed(each, all, NOW)

    expect(all).toEqual(several(2))
  })
})

describe('of all instances', () => {
  test.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [9, 4],
  ])('of %i no more than %i are passed over at once, even if every one fails', (count, most) => {
    const ejection = new Ejection(FIRST)
    const all = several(count)

    for (let round = 0; round < 3; round++) {
      for (const [index, each] of all.entries()) {
        const now = NOW + round * 10 * FIRST + index
        ejection.failed(each, all, now)
        expect(passedOver(all, now).length).toBeLessThanOrEqual(most)
      }
    }

    expect(passedOver(all, NOW + 20 * FIRST + count)).toHaveLength(most)
  })

  test('the one that waited longest is tried again where one more fails than may be passed over', () => {
    const ejection = new Ejection(FIRST)
    const all = several(4)
    const [first, second, third, fourth] = all as [Instance, Instance, Instance, Instance]
    ejection.failed(second, all, NOW)
    ejection.failed(first, all, NOW + 1)

    ejection.failed(fourth, all, NOW + 2)

    expect(passedOver(all, NOW + 2)).toEqual([first, fourth])
    expect(mayBeAsked(second, NOW + 2)).toBe(true)
    expect(mayBeAsked({ ...second, inFlight: 1 }, NOW + 2)).toBe(false) // by one request
    expect(mayBeAsked({ ...third, inFlight: 99 }, NOW + 2)).toBe(true)
  })
})

describe('with time stopped', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  test('after the pause it gets a single request until that is answered, and then its share', async () => {
    const instances = await knownInstances(3)
    const [first] = instances.all as [Instance]
    const gate = Promise.withResolvers<void>()
    const asked: Instance[] = []
    const toFirst = () => asked.filter((each) => each === first).length
    const send = balance(instances, new Ejection(FIRST), async (_call, chosen) => {
      asked.push(chosen)
      await gate.promise
      return ok
    })
    new Ejection(FIRST).failed(first, instances.all)
    vi.setSystemTime(Date.now() + FIRST - 1)
    const before = Array.from({ length: 50 }, () => send(newCall()))
    expect(toFirst()).toBe(0)

    vi.setSystemTime(Date.now() + 1)
    const meanwhile = Array.from({ length: 50 }, () => send(newCall()))
    expect(toFirst()).toBe(1)

    gate.resolve()
    await Promise.all([...before, ...meanwhile])
    const after = Array.from({ length: 50 }, () => send(newCall()))
    expect(toFirst()).toBeGreaterThan(2)
    await Promise.all(after)
  })

  test('one that fails when tried again is passed over for longer', async () => {
    const instances = await knownInstances(2)
    const [first] = instances.all as [Instance]
    const asked: Instance[] = []
    const send = balance(instances, new Ejection(FIRST), async (_call, chosen) => {
      asked.push(chosen)
      if (chosen === first) throw new UpstreamError('TIMEOUT', 'no answer', { sent: true })
      return ok
    })
    const askOften = () => repeat(50, () => send(newCall()).catch(() => {}))
    const toFirst = () => asked.filter((each) => each === first).length

    await askOften()
    expect(toFirst()).toBe(1)
    vi.setSystemTime(Date.now() + FIRST)
    await askOften()
    expect(toFirst()).toBe(2)
    vi.setSystemTime(Date.now() + FIRST)
    await askOften()
    expect(toFirst()).toBe(2)
    vi.setSystemTime(Date.now() + FIRST)
    await askOften()
    expect(toFirst()).toBe(3)
  })

  test.each([
    new TypeError('a bug'),
    new UpstreamError('DEADLINE_PASSED', 'the caller has given up', { sent: true }),
  ])("an error that is not the instance's own is not held against it: %s", async (error) => {
    const instances = await knownInstances(2)
    const send = balance(instances, new Ejection(FIRST), async () => {
      throw error
    })

    await repeat(10, () => send(newCall()).catch(() => {}))

    expect(instances.all).toMatchObject([{ failures: 0 }, { failures: 0 }])
  })

  const failures: [string, RequestListener | undefined][] = [
    ['refuses', undefined],
    ['resets', (request) => request.socket.resetAndDestroy()],
    ['closes', (request) => request.socket.destroy()],
    ['breaks off', (request, response) => response.write('half', () => request.socket.destroy())],
    ['does not answer in time', () => {}],
  ]

  test.each(failures)(
    'one of two that %s costs one request, not every second one',
    async (_title, answer) => {
      await using failing = await startInstance(answer)
      await using there = await startInstance()
      const url = answer ? failing.url : await goneInstance()
      await using upstream = await startUpstream([url, there.url], {
        timeout: 2_000,
        settings: { ATTEMPTS: 1 },
      })

      const results = await repeat(60, () => call(upstream).catch((error) => error.name))

      expect(results.filter((result) => result !== 'ok')).toEqual(['UpstreamError'])
    },
  )

  test.each([500, 503, 404])('one of two that answers %i is not passed over', async (status) => {
    const instances = await knownInstances(2)
    const [failing] = instances.all as [Instance]
    const send = balance(instances, new Ejection(FIRST), async (_call, chosen) =>
      chosen === failing ? { ...ok, status } : ok,
    )

    await repeat(60, () => send(newCall()))

    expect(instances.all).toMatchObject([
      { failures: 0, passedOverUntil: 0 },
      { failures: 0, passedOverUntil: 0 },
    ])
  })

  test('one that answers 500 when tried again is no longer passed over', async () => {
    const instances = await knownInstances(2)
    const [failing] = instances.all as [Instance]
    const send = balance(instances, new Ejection(FIRST), async () => ({ ...ok, status: 500 }))
    new Ejection(FIRST).failed(failing, instances.all)
    vi.setSystemTime(Date.now() + FIRST)

    await repeat(20, () => send(newCall()))

    expect(failing).toMatchObject({ failures: 0 })
    expect(failing.inFlight).toBeGreaterThan(1)
  })

  test('one of two that is back is tried again after the pause, and then gets its share', async () => {
    let away = true
    await using failing = await startInstance((request, response) =>
      away ? request.socket.destroy() : response.end('back'),
    )
    await using there = await startInstance()
    await using upstream = await startUpstream([failing.url, there.url])
    await repeat(50, () => call(upstream))
    expect(failing.received).toHaveLength(1)
    away = false

    await repeat(50, () => call(upstream))
    expect(failing.received).toHaveLength(1)

    vi.setSystemTime(Date.now() + 1_000)
    await repeat(50, () => call(upstream))
    expect(failing.received.length).toBeGreaterThan(10)
  })
})
