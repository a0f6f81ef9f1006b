import type { RequestListener } from 'node:http'
import { stoppedInstance } from '@slipway/testing'
import { Agent } from 'undici'
import { describe, expect, test } from 'vitest'
import { attempt } from '../src/attempt.ts'
import { balance } from '../src/balance.ts'
import { Ejection } from '../src/ejection.ts'
import { Instances } from '../src/instances.ts'
import { newCall, startInstance } from './fixtures.ts'

describe.concurrent('in-flight requests', () => {
  test.each<[string, RequestListener]>([
    ['a response', (_request, response) => response.end('ok')],
    ['a response of 404', (_request, response) => response.writeHead(404).end()],
    ['a connection that is reset', (request) => request.socket.resetAndDestroy()],
    [
      'a response that breaks off',
      (request, response) => response.write('half', () => request.socket.destroy()),
    ],
    ['no response in time', () => {}],
    ['a response that is incomplete in time', (_request, response) => response.write('half')],
  ])('count until they end with %s', async (_title, respond) => {
    let inFlight = -1
    await using server = await startInstance((request, response) => {
      inFlight = balanced.inFlight()
      respond(request, response)
    })
    await using balanced = await startBalanced(server.url)

    await balanced.send(newCall()).catch(() => {})

    expect(inFlight).toBe(1)
    expect(balanced.inFlight()).toBe(0)
  })

  test('do not include one whose connection is refused', async () => {
    await using balanced = await startBalanced(stoppedInstance())

    await expect(balanced.send(newCall())).rejects.toThrow('ECONNREFUSED')

    expect(balanced.inFlight()).toBe(0)
  })
})

async function startBalanced(url: string) {
  const instances = new Instances([new URL(url)])
  await instances.start()
  const agent = new Agent()
  const send = balance(instances, new Ejection(0), (call, instance) =>
    attempt(agent, call, instance, { timeout: 300, connectTimeout: 5_000 }),
  )
  const inFlight = () => instances.all[0]!.inFlight
  return { send, inFlight, [Symbol.asyncDispose]: () => agent.destroy() }
}
