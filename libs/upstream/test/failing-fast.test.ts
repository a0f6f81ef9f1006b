import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { balance } from '../src/balance.ts'
import { Ejection } from '../src/ejection.ts'
import type { Instance } from '../src/instances.ts'
import { knownInstances, newCall, ok, repeat } from './fixtures.ts'

const CALLERS = 16
const REQUESTS = 50 // of each

test.each([500, 503])(
  'an instance that answers %i at once does not draw the requests of a healthy one',
  async (status) => {
    const instances = await knownInstances(2)
    const [failing] = instances.all as [Instance]
    let toFailing = 0
    const send = balance(instances, new Ejection(1_000), async (_call, chosen) => {
      if (chosen !== failing) return sleep(10, ok)
      toFailing++
      return { ...ok, status }
    })

    await Promise.all(Array.from({ length: CALLERS }, () => repeat(REQUESTS, () => send(newCall()))))

    expect(toFailing).toBeGreaterThan(0)
    expect(toFailing).toBeLessThan(0.6 * CALLERS * REQUESTS)
  },
)

test('it is asked again a little later: in the end nothing counts as in flight', async () => {
  const instances = await knownInstances(1)
  const [only] = instances.all as [Instance]
  const send = balance(instances, new Ejection(1_000), async () => ({ ...ok, status: 500 }))

  await repeat(5, () => send(newCall()))

  expect(only.inFlight).toBe(5)
  await vi.waitFor(() => expect(only.inFlight).toBe(0), 10_000)
})
