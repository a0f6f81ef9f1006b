import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { send } from './send.ts'
import { startGateway, startService } from './start-gateway.ts'

/** A service's document: one public path, which refers to a component, and one internal path. */
function documentListener(path: string, type: string): RequestListener {
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'service', version: '1' },
    paths: {
      [path]: { get: { schema: { $ref: '#/components/schemas/Item' } } },
      '/internal/{id}': { put: {} },
    },
    components: { schemas: { Item: { type } } },
  })
  return (_request, response) => response.setHeader('content-type', 'application/json').end(text)
}
const itemsDocument = documentListener('/api/items', 'string')
const notesDocument = documentListener('/api/notes', 'integer')

const readDocument = async (url: string) => {
  const response = await send(url, '/api/openapi.json', { headers: { 'x-request-id': 'docs-1' } })
  expect(response.status).toBe(200)
  return JSON.parse(response.body)
}

test('/api/openapi.json has the public paths of all services, and the components of each', async () => {
  await using items = await startService(itemsDocument)
  await using notes = await startService(notesDocument)
  await using gateway = await startGateway({ ITEMS_URL: items.url, NOTES_URL: notes.url })

  const document = await readDocument(gateway.url)

  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Slipway' } })
  expect(document.paths).toEqual({
    '/api/items': { get: { schema: { $ref: '#/components/schemas/items.Item' } } },
    '/api/notes': { get: { schema: { $ref: '#/components/schemas/notes.Item' } } },
  })
  expect(document.components).toEqual({
    schemas: { 'items.Item': { type: 'string' }, 'notes.Item': { type: 'integer' } },
  })
  for (const { received } of [items, notes]) {
    expect(received).toMatchObject([{ url: '/openapi.json', headers: { 'x-request-id': 'docs-1' } }])
  }
})

test('the document of a service is read once, however often the merged one is requested', async () => {
  await using items = await startService(itemsDocument)
  await using notes = await startService(notesDocument)
  await using gateway = await startGateway({ ITEMS_URL: items.url, NOTES_URL: notes.url })

  for (let request = 0; request < 5; request++) await readDocument(gateway.url)

  expect([items.received.length, notes.received.length]).toEqual([1, 1])
})

test.each(['json', 'yaml'])('/api/docs/%s redirects to /api/openapi.json', async (format) => {
  await using items = await startService(itemsDocument)
  await using gateway = await startGateway({ ITEMS_URL: items.url, NOTES_URL: items.url })

  const response = await send(gateway.url, `/api/docs/${format}`)

  expect(response.status).toBe(302)
  expect(response.headers.location).toBe('/api/openapi.json')
})

const failures: [string, RequestListener][] = [
  ['resets the connection', (request) => request.socket.destroy()],
  ['responds with an error', (_request, response) => response.writeHead(500).end('{"detail":"secret"}')],
  ['responds with invalid JSON', (_request, response) => response.end('secret')],
  ['breaks off its response', (request, response) => response.write('{', () => request.socket.destroy())],
  ['does not respond in time', () => {}],
  ['does not end its response in time', (_request, response) => response.write('{')],
]

test.concurrent.each(failures)(
  'a service that %s is missing from the document, and no other is',
  async (_title, fail) => {
    await using items = await startService(itemsDocument)
    await using notes = await startService(fail)
    await using gateway = await startGateway({
      ...{ ITEMS_URL: items.url, NOTES_URL: notes.url },
      NOTES_TIMEOUT_MS: 300,
    })

    const document = await readDocument(gateway.url)

    expect(Object.keys(document.paths)).toEqual(['/api/items'])
    expect(document.info.description).toContain('Incomplete: notes is unavailable.')
    expect(JSON.stringify(document)).not.toContain('secret')
  },
)

test('the paths of a service appear once it responds, and stay while it is unavailable', async () => {
  let available = false
  await using items = await startService(itemsDocument)
  await using notes = await startService((request, response) =>
    available ? notesDocument(request, response) : request.socket.destroy(),
  )
  const settings = { EJECTION_MS: 0, BREAKER_FAILURES: 0 }
  await using gateway = await startGateway({ ITEMS_URL: items.url, NOTES_URL: notes.url, ...settings })
  const paths = async () => Object.keys((await readDocument(gateway.url)).paths)
  expect(await paths()).toEqual(['/api/items'])

  available = true
  expect(await paths()).toEqual(['/api/items', '/api/notes'])

  available = false
  expect(await paths()).toEqual(['/api/items', '/api/notes'])
})
