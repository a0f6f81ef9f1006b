import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { balance } from '../src/balance.ts'
import { Ejection } from '../src/ejection.ts'
import type { Instance } from '../src/instances.ts'
import { knownInstances, newCall, repeat } from './fixtures.ts'
import { ok } from './outcomes.ts'

const CALLERS = 16
const REQUESTS = 50 // of each

describe.concurrent('an instance that responds at once', () => {
  test.each([500, 503])('with %i does not attract the requests of a healthy one', async (status) => {
    const instances = await knownInstances(2)
    const [failing] = instances.all as [Instance]
    let toFailing = 0
    const send = balance(instances, new Ejection(1_000), async (_call, instance) => {
      if (instance !== failing) return sleep(10, ok)
      toFailing++
      return { ...ok, status }
    })

    await Promise.all(Array.from({ length: CALLERS }, () => repeat(REQUESTS, () => send(newCall()))))

    expect(toFailing).toBeGreaterThan(0)
    expect(toFailing).toBeLessThan(0.6 * CALLERS * REQUESTS)
  })

  test('with 500 counts as busy only for a moment', async () => {
    const instances = await knownInstances(1)
    const [only] = instances.all as [Instance]
    const send = balance(instances, new Ejection(1_000), async () => ({ ...ok, status: 500 }))

    await repeat(5, () => send(newCall()))

    expect(only.inFlight).toBe(5)
    await vi.waitFor(() => expect(only.inFlight).toBe(0), 10_000)
  })
})
