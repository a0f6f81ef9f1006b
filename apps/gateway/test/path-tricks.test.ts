import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { sharedSystem } from './start-gateway.ts'

const system = sharedSystem()

/** Sends the target as it is, which no HTTP client would do. */
async function sendTarget(url: string, target: string): Promise<{ status: number; response: string }> {
  const { port } = new URL(url)
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  socket.write(`GET ${target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n`)
  const response = await text(socket)
  return { status: Number(response.split(' ', 2)[1]), response }
}

test.each([
  '/api/items/../../internal/x',
  '/api/items/../notes/x',
  '/api/items/..',
  '/api/items/%2e%2e/%2e%2e/internal/x',
  '/api/items/%2E./.%2e/internal/x',
  '/api/items/..%2f..%2ftopology/x',
  '/api/items/%2e%2e%2f%2e%2e%2ftopology',
  '/api/items/..\\..\\topology\\x',
  '/api/items/..%5c..%5ctopology',
  '/api/items\\..\\..\\topology',
  '/api/items/./../../openapi.json',
  '/api/items/x/../../../openapi.json?y=1',
  '/api/notes/../../livez',
  '//api/items/x',
  '//items/internal/x',
  '/api//items/x',
  '/\\items/internal/x',
  '/%2e%2e/internal/x',
  '/./internal/x',
  '/api/items/x/..#',
  '/api/items/\\..#',
  '/api/items/x#/../../internal',
  '/api/items/%',
  '/api/items/%zz',
  '/api/items/%ff',
  '/api/items/%c0%ae%c0%ae/x',
  'http://items/internal/x',
  'http://items/api/items/../../internal/x',
  'http://127.0.0.1:1/api/items/x',
  'topology/x',
])('%s is a problem document, and reaches no service', async (target) => {
  const { url, items, notes } = system()
  const { status, response } = await sendTarget(url, target)

  expect(response).toMatch(/^content-type: application\/problem\+json/im)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect([...items.received, ...notes.received]).toEqual([])
})

test.each([
  '/api/items/%252e%252e/%252e%252e/internal',
  '/api/items//internal/x',
  '/api/items//items/internal',
  '/api/items/%2ftopology',
  '/api/items/..;/..;/internal',
  '/api/items/...',
  '/api/items/./x',
  '/api/items/x?/../../../internal',
  '/api/items;/../../internal',
  '/api/items/..%00/internal',
  '/api/%69tems/x',
  '/%61pi/items/x',
  '*',
])('%s reaches no path but those below /api/items', async (target) => {
  const { url, items, notes } = system()
  const { status } = await sendTarget(url, target)

  expect(status).toBeLessThan(500)
  expect(notes.received).toEqual([])
  for (const received of items.received) {
    expect(new URL(received.url, 'http://items').pathname).toMatch(/^\/api\/items(\/|$)/)
  }
})
