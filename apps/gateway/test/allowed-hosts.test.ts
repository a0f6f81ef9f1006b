import { expect, test } from 'vitest'
import { allowedHosts } from '../src/allowed-hosts.ts'
import { expectProblem, send } from './send.ts'
import { startSystem } from './start-gateway.ts'

test('on loopback, a request for another name is a 421, and reaches no service', async () => {
  await using system = await startSystem()
  const get = (host: string) => send(system.url, '/api/notes', { headers: { host } })

  expectProblem(await get('rebound.example'), 421)
  expect(system.notes.received).toEqual([])
  for (const host of ['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]']) {
    expect((await get(host)).status).toBe(200)
  }
})

test.each([
  [{ HOST: '127.0.0.1' }, ['localhost', '127.0.0.1', '::1']],
  [{ HOST: '0.0.0.0' }, undefined],
  [{ HOST: '0.0.0.0', ALLOWED_HOSTS: 'shop.example.com,localhost' }, ['shop.example.com', 'localhost']],
])('%j allows %j', (settings, hosts) => {
  expect(allowedHosts(settings)).toEqual(hosts)
})
