import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startSystem } from './start-gateway.ts'

const LIMIT = 16 * 1024 // bytes
const half = Buffer.alloc(LIMIT / 2, ' ')
const headers = { 'content-type': 'application/json' }

test.concurrent.each([
  ['with Content-Length', { ...headers, 'content-length': LIMIT + 1 }, [half, half, 'x']],
  ['chunked', headers, [half, half, 'x']],
  ['of an unknown type', { 'content-type': 'text/plain' }, [half, half, 'x']],
])('a body over 16 KiB, %s, is a 413 and reaches no service', async (_title, headers, body) => {
  await using system = await startSystem()

  for (const path of ['/api/notes', '/api/items/A']) {
    for (const method of ['POST', 'PUT']) {
      const response = await send(system.url, path, { method, headers, body })
      expectProblem(response, 413)
    }
  }

  expect([...system.items.received, ...system.notes.received]).toEqual([])
})
