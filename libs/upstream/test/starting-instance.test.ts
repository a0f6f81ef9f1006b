import { listen } from '@slipway/testing'
import { expect, test, vi } from 'vitest'
import { Instances } from '../src/instances.ts'
import { takesConnections } from '../src/takes-connections.ts'
import { goneInstance } from './fixtures.ts'

test('an address that DNS adds joins when it listens, and not before', async () => {
  vi.useFakeTimers()
  const addresses = ['10.0.0.1', '10.0.0.2']
  const listening = new Set(['http://10.0.0.1:3000']) // the second one is tried all the same: it was there first
  const instances = new Instances(
    [new URL('http://catalog:3000')],
    async () => addresses,
    async (origin) => listening.has(origin),
  )
  const known = () => instances.all.map(({ origin }) => origin)
  await instances.start()
  expect(known()).toEqual(['http://10.0.0.1:3000', 'http://10.0.0.2:3000'])

  addresses.push('10.0.0.3')
  await vi.advanceTimersByTimeAsync(3_000)
  expect(known()).toEqual(['http://10.0.0.1:3000', 'http://10.0.0.2:3000'])

  listening.add('http://10.0.0.3:3000')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(known()).toContain('http://10.0.0.3:3000')

  // All others gone: better one that may not listen yet than none.
  addresses.splice(0, 3, '10.0.0.4')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(known()).toEqual(['http://10.0.0.4:3000'])
  instances.stop()
  vi.useRealTimers()
})

test('what listens takes connections, what is gone does not', async () => {
  await using server = await listen((_request, response) => response.end())
  expect(await takesConnections(server.url)).toBe(true)
  expect(await takesConnections(await goneInstance())).toBe(false)
})
