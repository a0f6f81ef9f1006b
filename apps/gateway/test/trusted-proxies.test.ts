import { expect, test } from 'vitest'
import { send } from './send.ts'
import { startSystem } from './start-gateway.ts'

const headers = {
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'shop.example.com',
}

test('without trusted proxies, the service gets the address of the connection', async () => {
  await using system = await startSystem()
  await send(system.url, '/api/notes', { headers })
  expect(system.notes.received[0]!.headers).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
  })
})

test('behind a trusted proxy, the service gets the address of the client, and that of the proxy', async () => {
  await using system = await startSystem(undefined, { TRUSTED_PROXIES: '127.0.0.0/8' })
  await send(system.url, '/api/notes', { headers })
  expect(system.notes.received[0]!.headers).toMatchObject({
    'x-forwarded-for': '203.0.113.7, 127.0.0.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop.example.com',
  })
})
