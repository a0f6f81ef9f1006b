import { describe, expect, test } from 'vitest'
import { call, send, startInstance, startUpstream } from './fixtures.ts'

const deadlineOf = ({ headers }: { headers: object }) =>
  Number((headers as Record<string, string>)['x-deadline-ms'])
const within = (ms: number) => ({ deadline: performance.now() + ms })

describe.concurrent('the deadline header of a request', () => {
  test('is the timeout of the attempt, if the caller waits longer', async () => {
    await using instance = await startInstance()
    await using upstream = await startUpstream([instance.url], { timeout: 4_321 })

    await send(upstream, within(60_000))

    expect(instance.received.map(deadlineOf)).toEqual([4_321])
  })

  test("is the caller's remaining time, if that is shorter", async () => {
    await using instance = await startInstance()
    await using upstream = await startUpstream([instance.url], { timeout: 60_000 })

    await send(upstream, within(20_000))

    expect(deadlineOf(instance.received[0]!)).toBeLessThanOrEqual(20_000)
    expect(deadlineOf(instance.received[0]!)).toBeGreaterThan(10_000)
  })

  test('is the timeout of the attempt, if the caller has no deadline', async () => {
    await using instance = await startInstance()
    await using upstream = await startUpstream([instance.url], { timeout: 4_321 })

    await send(upstream, within(Number.POSITIVE_INFINITY))

    expect(instance.received.map(deadlineOf)).toEqual([4_321])
  })

  test('of a second attempt is the time that the first one has left', async () => {
    const WAIT = 200 // ms
    const failing = () => startInstance((request) => void setTimeout(() => request.socket.destroy(), WAIT))
    await using first = await failing()
    await using second = await failing()
    await using upstream = await startUpstream([first.url, second.url], { timeout: 60_000 })

    await expect(send(upstream, within(30_000))).rejects.toMatchObject({ code: 'BROKEN' })

    expect([first.received.length, second.received.length]).toEqual([1, 1])
    const times = [...first.received, ...second.received].map(deadlineOf).sort((a, b) => b - a)
    expect(times[0]! - times[1]!).toBeGreaterThan(WAIT - 10)
    expect(times[1]).toBeGreaterThan(0)
  })
})

describe.concurrent('after the deadline', () => {
  test('no attempt continues', async () => {
    const DEADLINE = 300 // ms
    await using stuck = await startInstance(() => {})
    await using other = await startInstance(() => {})
    const closed = Promise.withResolvers<void>()
    for (const { server } of [stuck, other]) {
      server.on('connection', (socket) => socket.once('close', () => closed.resolve()))
    }
    await using upstream = await startUpstream([stuck.url, other.url], { timeout: 60_000 })
    const start = performance.now()

    await expect(send(upstream, within(DEADLINE))).rejects.toMatchObject({
      code: expect.stringMatching(/^(TIMEOUT|DEADLINE_PASSED)$/),
    })

    expect(performance.now() - start).toBeGreaterThan(DEADLINE - 20)
    expect(performance.now() - start).toBeLessThan(5 * DEADLINE)
    expect(stuck.received.length + other.received.length).toBe(1)
    await closed.promise
  })

  test('no instance is ejected and no breaker opens', async () => {
    await using first = await startInstance(() => {})
    await using second = await startInstance(() => {})
    const settings = { BREAKER_FAILURES: 1 }
    await using upstream = await startUpstream([first.url, second.url], { settings })

    for (let request = 0; request < 20; request++) {
      await expect(send(upstream, within(20))).rejects.toMatchObject({ code: 'DEADLINE_PASSED' })
    }

    expect(first.received.length).toBeGreaterThan(0)
    expect(second.received.length).toBeGreaterThan(0)
  })

  test('nothing is sent', async () => {
    await using instance = await startInstance()
    await using upstream = await startUpstream([instance.url], { settings: { BREAKER_FAILURES: 1 } })

    for (let request = 0; request < 5; request++) {
      await expect(send(upstream, within(0))).rejects.toMatchObject({
        name: 'UpstreamError',
        code: 'DEADLINE_PASSED',
        sent: false,
      })
    }

    expect(instance.received).toHaveLength(0)
    expect(await call(upstream)).toBe('ok')
  })
})
