import type { ServerResponse } from 'node:http'
import { expect, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

test.each([1, 20])(
  '400 requests, %i at a time, are spread evenly over kept-alive connections',
  async (callers) => {
    await using first = await startInstance()
    await using second = await startInstance()
    await using upstream = await startUpstream([first.url, second.url])
    let connections = 0
    for (const { server } of [first, second]) server.on('connection', () => connections++)

    await Promise.all(Array.from({ length: callers }, () => repeat(400 / callers, () => call(upstream))))

    expect(first.received.length + second.received.length).toBe(400)
    for (const { received } of [first, second]) {
      expect(received.length).toBeGreaterThan(100)
      expect(received.length).toBeLessThan(300)
    }
    expect(connections).toBeLessThan(100)
  },
)

test('requests alternate between the kept-alive connections to two instances', async () => {
  await using first = await startInstance((_request, response) => response.end('first'))
  await using second = await startInstance((_request, response) => response.end('second'))
  await using upstream = await startUpstream([first.url, second.url])

  const responses = await repeat(100, () => call(upstream))

  const changes = responses.filter((response, index) => index > 0 && response !== responses[index - 1])
  expect(changes.length).toBeGreaterThan(10)
})

test('a busy instance gets no request while another one is idle', async () => {
  const pending: ServerResponse[] = []
  await using busy = await startInstance((_request, response) => pending.push(response))
  await using idle = await startInstance()
  await using upstream = await startUpstream([busy.url, idle.url])
  const held = Array.from({ length: 20 }, () => call(upstream))
  await vi.waitFor(() => expect(busy.received.length + idle.received.length).toBe(20), 10_000)
  const before = busy.received.length
  expect(before).toBeGreaterThan(0)

  await repeat(50, () => call(upstream))

  expect(busy.received.length).toBe(before)
  for (const response of pending) response.end()
  await Promise.all(held)
})
