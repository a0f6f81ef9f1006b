import { once } from 'node:events'
import { type ClientRequest, request, type ServerResponse } from 'node:http'
import { expect, test, vi } from 'vitest'
import { send } from './send.ts'
import { startGateway, startService, startSystem } from './start-gateway.ts'

const WAIT = { timeout: 10_000, interval: 5 } // ms

/** Sends a request that the test may abort. */
function startRequest(url: string, method: string): ClientRequest {
  const outgoing = request(`${url}/api/notes`, { method, agent: false }).on('error', () => {})
  outgoing.end()
  return outgoing
}

/** A gateway whose services never respond by themselves, and a client that disconnects while it waits. */
async function disconnect(method: string) {
  const waiting: ServerResponse[] = []
  const system = await startSystem((_request, response) => waiting.push(response), { EJECTION_MS: 0 })
  const outgoing = startRequest(system.url, method)
  await vi.waitFor(() => expect(waiting).toHaveLength(1), WAIT)
  const closed = once(waiting[0]!, 'close').then(() => !waiting[0]!.writableFinished)
  outgoing.destroy()
  return { system, waiting, closed }
}

test.concurrent.each(['GET', 'HEAD'])(
  'a %s is aborted when its client disconnects, and not retried',
  async (method) => {
    const { system, waiting, closed } = await disconnect(method)
    await using _ = system
    const timeout = new Promise((resolve) => setTimeout(resolve, 2_000, 'still open')) // an attempt has 10 s
    expect(await Promise.race([closed, timeout])).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 200)) // longer than the pause before a retry
    expect(waiting).toHaveLength(1)
  },
)

test.concurrent.each(['POST', 'PUT', 'DELETE'])(
  'a %s is completed when its client disconnects',
  async (method) => {
    const { system, waiting, closed } = await disconnect(method)
    await using _ = system
    const timeout = new Promise((resolve) => setTimeout(resolve, 500, 'still open'))
    expect(await Promise.race([closed, timeout])).toBe('still open')
    waiting[0]!.end('done')
    expect(await closed).toBe(false)
  },
)

test.concurrent.each(['GET', 'POST'])(
  'an instance gets requests again after clients disconnected during a %s',
  async (method) => {
    const waiting: ServerResponse[] = []
    let respond: (response: ServerResponse) => void = (response) => waiting.push(response)
    await using first = await startService((_request, response) => respond(response))
    await using second = await startService()
    await using gateway = await startGateway({
      ...{ ITEMS_URL: first.url, NOTES_URL: `${first.url},${second.url}`, NOTES_TIMEOUT_MS: 1_000 },
      // A request without a response is neither retried, nor counted as a failure of its instance.
      ...{ ATTEMPTS: 1, EJECTION_MS: 0, BREAKER_FAILURES: 0 },
    })

    for (let round = 0; round < 20; round++) {
      const outgoing = startRequest(gateway.url, method)
      const responded = once(outgoing, 'response').catch(() => {})
      const before = waiting.length
      await vi.waitFor(() => expect(waiting.length + second.received.length).toBe(round + 1), WAIT)
      if (waiting.length > before) outgoing.destroy()
      else await responded
    }
    expect(waiting.length).toBeGreaterThan(0)

    // The instance with fewer requests in flight is chosen: the first one only once it counts as idle.
    respond = (response) => response.end('first')
    await vi.waitFor(async () => expect((await send(gateway.url, '/api/notes')).body).toBe('first'), WAIT)
  },
)

// Not concurrent: they observe the unhandled rejections of the whole process.
test.each(['GET', 'POST'])(
  'a response to a %s that arrives after its client disconnected is dropped',
  async (method) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const waiting: ServerResponse[] = []
    await using notes = await startService((_request, response) => waiting.push(response))
    await using gateway = await startGateway({ ITEMS_URL: notes.url, NOTES_URL: notes.url })
    const disconnected = vi.fn()
    gateway.app.server.on('request', (request) => request.socket.once('close', disconnected))

    const outgoing = startRequest(gateway.url, method)
    await vi.waitFor(() => expect(waiting).toHaveLength(1), WAIT)
    outgoing.destroy()
    await vi.waitFor(() => expect(disconnected).toHaveBeenCalledOnce(), WAIT)
    waiting[0]!.end('too late')

    const response = send(gateway.url, '/api/notes')
    await vi.waitFor(() => expect(waiting).toHaveLength(2), WAIT)
    waiting[1]!.end('in time')
    expect(await response).toMatchObject({ status: 200, body: 'in time' })
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  },
)
