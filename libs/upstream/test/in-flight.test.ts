import type { RequestListener } from 'node:http'
import { Agent } from 'undici'
import { expect, test } from 'vitest'
import { attempt } from '../src/attempt.ts'
import { balance } from '../src/balance.ts'
import { Ejection } from '../src/ejection.ts'
import { Instances } from '../src/instances.ts'
import { goneInstance, newCall, startInstance } from './fixtures.ts'

const answers: [string, RequestListener][] = [
  ['an answer', (_request, response) => response.end('ok')],
  ['an answered error of the client', (_request, response) => response.writeHead(404).end()],
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
    inFlight = balanced.inFlight()
    answer(request, response)
  })
  await using balanced = await startBalanced(server.url)

  await balanced.send(newCall()).catch(() => {})

  expect(inFlight).toBe(1)
  expect(balanced.inFlight()).toBe(0)
})

test('a refused request is not in flight', async () => {
  await using balanced = await startBalanced(await goneInstance())

  await expect(balanced.send(newCall())).rejects.toThrow('ECONNREFUSED')

  expect(balanced.inFlight()).toBe(0)
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
