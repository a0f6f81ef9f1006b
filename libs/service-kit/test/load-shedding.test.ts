import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import supertest from 'supertest'
import { describe, expect, test, vi } from 'vitest'
import { startTestService } from './test-service.ts'

const LIMIT = 3

/** A service that answers `/hold` only when told to. */
async function startHolding(settings: { MAX_IN_FLIGHT?: number; MAX_EVENT_LOOP_DELAY_MS?: number } = {}) {
  const held: (() => void)[] = []
  const defaults = { INSTANCE: 'things-1', MAX_IN_FLIGHT: LIMIT, MAX_EVENT_LOOP_DELAY_MS: 0 }
  const service = await startTestService({ settings: { ...defaults, ...settings } }, (app) => {
    app.route({
      method: ['GET', 'POST'],
      url: '/hold',
      handler: () => new Promise((resolve) => held.push(() => resolve({}))),
    })
    app.get('/big', async () => 'x'.repeat(20_000_000)) // more than a connection holds
  })
  const client = supertest(`http://127.0.0.1:${service.port}`)
  return {
    ...service,
    held,
    client,
    /** One request that is held, and what its status will be. */
    hold: () => client.get('/hold').then(({ status }) => status),
    release: () => {
      for (const answer of held.splice(0)) answer()
    },
  }
}
type Holding = Awaited<ReturnType<typeof startHolding>>

/** Asserts that as many requests as the limit says are answered at once, and not one more. */
async function expectRoomForExactly(service: Holding, count: number) {
  const accepted = Array.from({ length: count }, () => service.hold())
  await vi.waitFor(() => expect(service.held).toHaveLength(count), 10_000)
  for (let more = 0; more < 5; more++) expect(await service.hold()).toBe(503)
  expect(service.held).toHaveLength(count)
  service.release()
  expect(await Promise.all(accepted)).toEqual(Array(count).fill(200))
}

describe('requests in flight', () => {
  test('are as many as the limit says, and those that are refused do not count', async () => {
    await using service = await startHolding()

    await expectRoomForExactly(service, LIMIT)
    await expectRoomForExactly(service, LIMIT)
  })

  test('make room one by one', async () => {
    await using service = await startHolding()
    const accepted = Array.from({ length: LIMIT }, () => service.hold())
    await vi.waitFor(() => expect(service.held).toHaveLength(LIMIT), 10_000)

    service.held.shift()!()
    expect(await Promise.race(accepted)).toBe(200)
    const next = service.hold()
    await vi.waitFor(() => expect(service.held).toHaveLength(LIMIT), 10_000)
    expect(await service.hold()).toBe(503)

    service.release()
    await Promise.all([...accepted, next])
  })

  test('are any number where the limit is 0', async () => {
    await using service = await startHolding({ MAX_IN_FLIGHT: 0 })
    const accepted = Array.from({ length: 150 }, () => service.hold())

    await vi.waitFor(() => expect(service.held).toHaveLength(150), 15_000)

    service.release()
    expect(new Set(await Promise.all(accepted))).toEqual(new Set([200]))
  })

  test('are counted on kept-alive connections too, and after errors of all kinds', async () => {
    await using service = await startHolding()

    for (const path of ['/things/1', '/nothing', '/bug', '/away', '/%zz', '/things/1?limit=x']) {
      for (let time = 0; time < LIMIT + 1; time++) {
        const response = await fetch(`http://127.0.0.1:${service.port}${path}`)
        expect(await response.text()).not.toContain('overloaded')
      }
    }

    await expectRoomForExactly(service, LIMIT)
  })
})

describe('a caller that has gone makes room', () => {
  test.each(['never answered', 'answered later'])('for a request that is %s', async (answered) => {
    await using service = await startHolding()

    for (let round = 0; round < LIMIT; round++) {
      const outgoing = request({ port: service.port, path: '/hold', agent: false }).on('error', () => {})
      outgoing.end()
      await vi.waitFor(() => expect(service.held).toHaveLength(1), 10_000)
      outgoing.destroy()
      await vi.waitFor(async () => expect(await connections(service)).toBe(0), 10_000)
      if (answered === 'answered later') service.release()
      else service.held.length = 0
      await turn()
    }

    await expectRoomForExactly(service, LIMIT)
  })

  test('in the middle of its body', async () => {
    await using service = await startHolding()
    const headers = { 'content-type': 'application/json', 'content-length': 100 }
    const reached = vi.fn()
    service.app.server.on('request', reached)

    for (let round = 1; round <= LIMIT; round++) {
      const options = { port: service.port, path: '/hold', method: 'POST', headers, agent: false as const }
      const outgoing = request(options).on('error', () => {})
      outgoing.write('{"quantity":')
      await vi.waitFor(() => expect(reached).toHaveBeenCalledTimes(round), 10_000)
      outgoing.destroy()
      await vi.waitFor(async () => expect(await connections(service)).toBe(0), 10_000)
    }

    await expectRoomForExactly(service, LIMIT)
  })

  test('in the middle of its answer', async () => {
    await using service = await startHolding()

    for (let round = 0; round < LIMIT; round++) {
      const outgoing = request({ port: service.port, path: '/big', agent: false }).on('error', () => {})
      outgoing.end()
      const [response] = await once(outgoing, 'response')
      response.on('error', () => {})
      outgoing.destroy()
      await vi.waitFor(async () => expect(await connections(service)).toBe(0), 10_000)
      await turn()
    }

    await expectRoomForExactly(service, LIMIT)
  })

  test('for all that it had sent one after the other on its connection', async () => {
    await using service = await startHolding()
    const socket = connect(service.port, '127.0.0.1')
    await once(socket, 'connect')

    socket.write('GET /hold HTTP/1.1\r\nHost: things\r\n\r\n'.repeat(LIMIT))
    await vi.waitFor(() => expect(service.held).toHaveLength(LIMIT), 10_000)
    expect(await service.hold()).toBe(503)
    socket.destroy()
    await vi.waitFor(async () => expect(await connections(service)).toBe(0), 10_000)
    service.release()

    await expectRoomForExactly(service, LIMIT)
  })
})

describe('under any load', () => {
  test('probes are answered, and take no room that others need', async () => {
    await using service = await startHolding()
    const accepted = Array.from({ length: LIMIT }, () => service.hold())
    await vi.waitFor(() => expect(service.held).toHaveLength(LIMIT), 10_000)

    for (let round = 0; round < 5; round++) {
      for (const path of ['/livez', '/readyz']) await service.client.get(path).expect(200)
    }
    service.app.drain.active = true
    await service.client.get('/readyz').expect(503, { status: 'draining' })

    service.release()
    await Promise.all(accepted)
  })

  test('a refusal is a problem that says when to try again, and that nothing was begun', async () => {
    await using service = await startHolding()
    const accepted = Array.from({ length: LIMIT }, () => service.hold())
    await vi.waitFor(() => expect(service.held).toHaveLength(LIMIT), 10_000)

    const { status, type, headers, text } = await service.client
      .post('/things')
      .set('x-request-id', 'asked-7')

    expect([status, type]).toEqual([503, 'application/problem+json'])
    expect(headers).toMatchObject({ 'retry-after': '1', 'x-not-begun': '1', 'x-request-id': 'asked-7' })
    expect(headers['server-timing']).toMatch(/^things;desc="things-1";dur=\d/)
    expect(JSON.parse(text)).toMatchObject({
      type: 'tag:slipway.example,2026:overloaded',
      status: 503,
      instance: 'asked-7',
    })
    service.release()
    await Promise.all(accepted)
  })

  test.each(['/away', '/readyz'])('a 503 of another kind does not say so: %s', async (path) => {
    await using service = await startHolding()
    service.app.drain.active = path === '/readyz'

    const { headers } = await service.client.get(path).expect(503)

    expect(headers).not.toHaveProperty('x-not-begun')
  })
})

describe('an event loop that is late', () => {
  const late = 150 // ms

  /** Makes the loop late all the time, until it is told to stop. */
  function keepLate() {
    let on = true
    const done = (async () => {
      while (on) {
        const end = performance.now() + late
        while (performance.now() < end);
        await turn()
      }
    })()
    return async () => {
      on = false
      await done
    }
  }
  const statusOf = async ({ client }: Holding, path: string) => (await client.get(path)).status

  test('all the time refuses requests but no probes, until it is in time again', async () => {
    await using service = await startHolding({ MAX_EVENT_LOOP_DELAY_MS: 100 })
    expect(await statusOf(service, '/things/1')).toBe(200)

    const stop = keepLate()
    try {
      await expect.poll(() => statusOf(service, '/things/1'), { timeout: 15_000 }).toBe(503)
      const { headers } = await service.client.get('/things/1').expect(503)
      expect(headers).toMatchObject({ 'retry-after': '1', 'x-not-begun': '1' })
      expect(await statusOf(service, '/livez')).toBe(200)
      expect(await statusOf(service, '/readyz')).toBe(200)
    } finally {
      await stop()
    }

    await expect.poll(() => statusOf(service, '/things/1'), { timeout: 15_000 }).toBe(200)
  }, 60_000)

  test('refuses nothing where the limit is 0', async () => {
    await using service = await startHolding({ MAX_EVENT_LOOP_DELAY_MS: 0 })
    const stop = keepLate()
    try {
      for (let request = 0; request < 5; request++) {
        expect(await statusOf(service, '/things/1')).toBe(200)
      }
    } finally {
      await stop()
    }
  }, 60_000)
})

/** How many connections the server holds. */
function connections({ app }: Holding): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)))
}
