import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { balance } from '../src/balance.ts'
import { Ejection } from '../src/ejection.ts'
import type { Instance } from '../src/instances.ts'
import { knownInstances, newCall, repeat } from './fixtures.ts'
import { callerTimedOut, ok, timedOut } from './outcomes.ts'

const FIRST = 1_000 // ms

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const advance = (ms: number) => vi.advanceTimersByTime(ms)

test('after its ejection an instance gets one trial request, and its share once that has a response', async () => {
  const instances = await knownInstances(3)
  const [first] = instances.all as [Instance]
  const gate = Promise.withResolvers<void>()
  const chosen: Instance[] = []
  const toFirst = () => chosen.filter((each) => each === first).length
  const send = balance(instances, new Ejection(FIRST), async (_call, instance) => {
    chosen.push(instance)
    await gate.promise
    return ok
  })
  const sendMany = () => Array.from({ length: 50 }, () => send(newCall()))
  new Ejection(FIRST).failed(first, instances.all)
  advance(FIRST - 1)
  const before = sendMany()
  expect(toFirst()).toBe(0)

  advance(1)
  const during = sendMany()
  expect(toFirst()).toBe(1)

  gate.resolve()
  await Promise.all([...before, ...during])
  const after = sendMany()
  expect(toFirst()).toBeGreaterThan(2)
  await Promise.all(after)
})

test('an instance that fails its trial request is ejected for longer', async () => {
  const instances = await knownInstances(2)
  const [first] = instances.all as [Instance]
  let toFirst = 0
  const send = balance(instances, new Ejection(FIRST), async (_call, instance) => {
    if (instance !== first) return ok
    toFirst++
    throw timedOut
  })
  const sendMany = () => repeat(50, () => send(newCall()).catch(() => {}))

  await sendMany()
  expect(toFirst).toBe(1)
  advance(FIRST)
  await sendMany()
  expect(toFirst).toBe(2)
  advance(FIRST)
  await sendMany()
  expect(toFirst).toBe(2)
  advance(FIRST)
  await sendMany()
  expect(toFirst).toBe(3)
})

test.each([new TypeError('a bug'), callerTimedOut])(
  'an error that is not a failure of the instance ejects nothing: %s',
  async (error) => {
    const instances = await knownInstances(2)
    const send = balance(instances, new Ejection(FIRST), async () => {
      throw error
    })

    await repeat(10, () => send(newCall()).catch(() => {}))

    expect(instances.all).toMatchObject([{ failures: 0 }, { failures: 0 }])
  },
)

test.each([500, 503, 404])('an instance that responds with %i is not ejected', async (status) => {
  const instances = await knownInstances(2)
  const [failing] = instances.all as [Instance]
  const send = balance(instances, new Ejection(FIRST), async (_call, instance) =>
    instance === failing ? { ...ok, status } : ok,
  )

  await repeat(60, () => send(newCall()))

  expect(instances.all).toMatchObject([
    { failures: 0, skipUntil: 0 },
    { failures: 0, skipUntil: 0 },
  ])
})

test('a trial request with a 500 ends the ejection', async () => {
  const instances = await knownInstances(2)
  const [failing] = instances.all as [Instance]
  const send = balance(instances, new Ejection(FIRST), async () => ({ ...ok, status: 500 }))
  new Ejection(FIRST).failed(failing, instances.all)
  advance(FIRST)

  await repeat(20, () => send(newCall()))

  expect(failing).toMatchObject({ failures: 0 })
  expect(failing.inFlight).toBeGreaterThan(1)
})
