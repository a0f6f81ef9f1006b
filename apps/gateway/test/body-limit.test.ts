import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startSystem } from './start-gateway.ts'

const LIMIT = 64 * 1024 // bytes
const half = Buffer.alloc(LIMIT / 2, ' ')
const headers = { 'content-type': 'application/json' }

test.each([
  ['with Content-Length', { ...headers, 'content-length': LIMIT + 1 }, [half, half, 'x']],
  ['chunked', headers, [half, half, 'x']],
  ['of an unknown type', { 'content-type': 'text/plain' }, [half, half, 'x']],
])('a body over 64 KiB, %s, is 413 and reaches nobody', async (_title, headers, body) => {
  await using system = await startSystem()

  for (const path of ['/api/orders', '/api/products/A']) {
    for (const method of ['POST', 'PUT']) {
      const answer = await send(system.url, path, { method, headers, body })
      expectProblem(answer, 413)
    }
  }

  expect([...system.catalog.received, ...system.orders.received]).toEqual([])
})
