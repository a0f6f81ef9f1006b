import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Instances, type Lookup } from '../src/instances.ts'

const SECOND = 1_000
const SERVICE = new URL('http://items:3000')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Instances of host names with the addresses that the test wants; a name without an entry is not found. */
async function start(urls: URL[], addresses: Record<string, string[]>) {
  const lookup = vi.fn<Lookup>(async (name) => {
    const found = addresses[name]
    if (found) return found
    throw new Error('ENOTFOUND')
  })
  const instances = new Instances(urls, lookup)
  await instances.start()
  return { instances, lookup, origins: () => instances.all.map(({ origin }) => origin) }
}

test('a host name stands for all its addresses, an address for itself', async () => {
  const urls = [SERVICE, new URL('http://127.0.0.1:3001'), new URL('http://[::1]:3002')]
  const { origins, lookup } = await start(urls, { items: ['10.0.0.1', '10.0.0.2', 'fd00::3'] })

  expect(origins()).toEqual([
    'http://10.0.0.1:3000',
    'http://10.0.0.2:3000',
    'http://[fd00::3]:3000',
    'http://127.0.0.1:3001',
    'http://[::1]:3002',
  ])
  expect(lookup.mock.calls).toEqual([['items']])
})

test('an address that occurs twice is one instance, and the default port is 80', async () => {
  const { origins } = await start([new URL('http://a'), new URL('http://b:80')], {
    a: ['10.0.0.1'],
    b: ['10.0.0.1'],
  })

  expect(origins()).toEqual(['http://10.0.0.1:80'])
})

test('a host name is looked up every second: new addresses are added, missing ones removed', async () => {
  const addresses = { items: ['10.0.0.1', '10.0.0.2'] }
  const { origins, lookup } = await start([SERVICE], addresses)
  addresses.items = ['10.0.0.2', '10.0.0.3']

  await vi.advanceTimersByTimeAsync(SECOND)

  expect(origins()).toEqual(['http://10.0.0.2:3000', 'http://10.0.0.3:3000'])
  await vi.advanceTimersByTimeAsync(9 * SECOND)
  expect(lookup).toHaveBeenCalledTimes(11)
})

test('a known instance keeps its state', async () => {
  const addresses = { items: ['10.0.0.1'] }
  const { instances } = await start([SERVICE], addresses)
  const [stays] = instances.all
  Object.assign(stays!, { inFlight: 7, skipUntil: 5, failures: 3 })
  addresses.items = ['10.0.0.0', '10.0.0.1']

  await vi.advanceTimersByTimeAsync(SECOND)

  expect(instances.all[1]).toBe(stays)
  expect(instances.all[1]).toMatchObject({ inFlight: 7, skipUntil: 5, failures: 3 })
  expect(instances.all[0]).toMatchObject({ inFlight: 0, skipUntil: 0, failures: 0 })
})

test.each([
  ['fails', undefined],
  ['finds nothing', []],
])('a lookup that %s keeps the last good list', async (_title, found) => {
  const addresses: Record<string, string[]> = { items: ['10.0.0.1'], other: ['10.0.0.2'] }
  const { origins } = await start([SERVICE, new URL('http://other:3000')], addresses)
  if (found) addresses.items = found
  else delete addresses.items
  addresses.other = ['10.0.0.3']

  await vi.advanceTimersByTimeAsync(3 * SECOND)

  expect(origins()).toEqual(['http://10.0.0.1:3000', 'http://10.0.0.3:3000'])
})

test('stop ends the lookups', async () => {
  const { instances, lookup } = await start([SERVICE], { items: ['10.0.0.1'] })
  await vi.advanceTimersByTimeAsync(SECOND)
  expect(lookup).toHaveBeenCalledTimes(2)

  instances.stop()

  await vi.advanceTimersByTimeAsync(5 * SECOND)
  expect(lookup).toHaveBeenCalledTimes(2)
  expect(vi.getTimerCount()).toBe(0)
})

test('stop ends the lookups during a lookup too', async () => {
  const gate = Promise.withResolvers<string[]>()
  const lookup = vi.fn<Lookup>().mockResolvedValueOnce(['10.0.0.1']).mockReturnValue(gate.promise)
  const instances = new Instances([SERVICE], lookup)
  await instances.start()
  await vi.advanceTimersByTimeAsync(SECOND)
  expect(lookup).toHaveBeenCalledTimes(2)

  instances.stop()
  gate.resolve(['10.0.0.2'])

  await vi.advanceTimersByTimeAsync(5 * SECOND)
  expect(lookup).toHaveBeenCalledTimes(2)
})

test('fixed addresses need no timer', async () => {
  await start([new URL('http://127.0.0.1:3000'), new URL('http://[::1]:3000')], {})

  expect(vi.getTimerCount()).toBe(0)
})
