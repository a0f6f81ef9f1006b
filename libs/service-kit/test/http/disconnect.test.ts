import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { expectFullLimit, type HoldingService, LIMIT, startHoldingService } from './holding-service.ts'

const allClosed = (service: HoldingService) =>
  vi.waitFor(async () => expect(await service.openConnections()).toBe(0), 10_000)

describe.concurrent('a caller that disconnects makes room', () => {
  test.each(['never', 'later'])('for a request whose handler ends %s', async (ends) => {
    await using service = await startHoldingService()

    for (let round = 0; round < LIMIT; round++) {
      const outgoing = request({ port: service.port, path: '/hold', agent: false }).on('error', () => {})
      outgoing.end()
      await vi.waitFor(() => expect(service.held).toHaveLength(1), 10_000)
      outgoing.destroy()
      await allClosed(service)
      if (ends === 'later') service.release()
      else service.held.length = 0
      await turn()
    }

    await expectFullLimit(service)
  })

  test('during its body', async () => {
    await using service = await startHoldingService()
    const headers = { 'content-type': 'application/json', 'content-length': 100 }
    const arrived = vi.fn()
    service.app.server.on('request', arrived)

    for (let round = 1; round <= LIMIT; round++) {
      const options = { port: service.port, path: '/hold', method: 'POST', headers, agent: false as const }
      const outgoing = request(options).on('error', () => {})
      outgoing.write('{"quantity":')
      await vi.waitFor(() => expect(arrived).toHaveBeenCalledTimes(round), 10_000)
      outgoing.destroy()
      await allClosed(service)
    }

    await expectFullLimit(service)
  })

  test('during its response', async () => {
    await using service = await startHoldingService()

    for (let round = 0; round < LIMIT; round++) {
      const outgoing = request({ port: service.port, path: '/big', agent: false }).on('error', () => {})
      outgoing.end()
      const [response] = await once(outgoing, 'response')
      response.on('error', () => {})
      outgoing.destroy()
      await allClosed(service)
      await turn()
    }

    await expectFullLimit(service)
  })

  test('for all requests that it has pipelined on the connection', async () => {
    await using service = await startHoldingService()
    const socket = connect(service.port, '127.0.0.1')
    await once(socket, 'connect')

    socket.write('GET /hold HTTP/1.1\r\nHost: things\r\n\r\n'.repeat(LIMIT))
    await vi.waitFor(() => expect(service.held).toHaveLength(LIMIT), 10_000)
    expect(await service.hold()).toBe(503)
    socket.destroy()
    await allClosed(service)
    service.release()

    await expectFullLimit(service)
  })
})
