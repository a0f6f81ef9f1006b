import { stoppedInstance } from '@slipway/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { acceptsConnections } from '../src/accepts-connections.ts'
import { Instances } from '../src/instances.ts'
import { startInstance } from './fixtures.ts'

test('an address that DNS adds joins when it listens, and not before', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const addresses = ['10.0.0.1', '10.0.0.2']
  const listening = new Set(['http://10.0.0.1:3000']) // at start, all addresses join
  const instances = new Instances(
    [new URL('http://items:3000')],
    async () => addresses,
    async (origin) => listening.has(origin),
  )
  onTestFinished(() => instances.stop())
  const origins = () => instances.all.map(({ origin }) => origin)
  await instances.start()
  expect(origins()).toEqual(['http://10.0.0.1:3000', 'http://10.0.0.2:3000'])

  addresses.push('10.0.0.3')
  await vi.advanceTimersByTimeAsync(3_000)
  expect(origins()).toEqual(['http://10.0.0.1:3000', 'http://10.0.0.2:3000'])

  listening.add('http://10.0.0.3:3000')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(origins()).toContain('http://10.0.0.3:3000')

  // Without any other instance, one that may not listen yet is better than none.
  addresses.splice(0, 3, '10.0.0.4')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(origins()).toEqual(['http://10.0.0.4:3000'])
})

test('a running server accepts connections, a stopped one does not', async () => {
  await using server = await startInstance()
  expect(await acceptsConnections(server.url)).toBe(true)
  expect(await acceptsConnections(stoppedInstance())).toBe(false)
})
