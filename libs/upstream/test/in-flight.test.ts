import type { RequestListener } from 'node:http'
import { Agent } from 'undici'
import { expect, test } from 'vitest'
import { attemptTimeout } from '../src/attempt-timeout.ts'
import { balance } from '../src/balance.ts'
import { Instances } from '../src/instances.ts'
import { call, goneInstance, startInstance } from './fixtures.ts'

const answers: [string, RequestListener][] = [
  ['an answer', (_request, response) => response.end('ok')],
  ['an answered error', (_request, response) => response.writeHead(500).end()],
  ['a connection that is reset', (request) => request.socket.resetAndDestroy()],
  [
    'an answer that is cut off',
    (request, response) => response.write('half', () => request.socket.destroy()),
  ],
  ['no answer in time', () => {}],
  ['an answer that is not complete in time', (_request, response) => response.write('half')],
]

test.each(answers)('a request counts as in flight until it ends with %s', async (_title, answer) => {
  let inFlight = -1
  await using server = await startInstance((request, response) => {
    inFlight = instances.all[0]?.inFlight ?? -1
    answer(request, response)
  })
  const instances = new Instances([new URL(server.url)])
  await using agent = await startAgent(instances)

  await call(agent).catch(() => {})

  expect(inFlight).toBe(1)
  await expect.poll(() => instances.all[0]?.inFlight).toBe(0)
})

test('a refused request is not in flight', async () => {
  const instances = new Instances([new URL(await goneInstance())])
  await using agent = await startAgent(instances)

  await expect(call(agent)).rejects.toThrow('ECONNREFUSED')

  expect(instances.all[0]?.inFlight).toBe(0)
})

async function startAgent(instances: Instances) {
  await instances.start()
  const agent = new Agent()
  return {
    dispatcher: agent.compose(balance(instances), attemptTimeout(300, 5_000)),
    [Symbol.asyncDispose]: () => agent.destroy(),
  }
}
