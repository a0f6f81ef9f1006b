import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkCalls, readServices } from '../src/index.ts'

/** Reads apps whose package.json has these fields `service`. */
function read(apps: Record<string, unknown>) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'services-'))
  for (const [name, service] of Object.entries(apps)) {
    mkdirSync(join(folder.path, 'apps', name), { recursive: true })
    writeFileSync(join(folder.path, 'apps', name, 'package.json'), JSON.stringify({ service }))
  }
  return readServices(folder.path)
}

const internal = { port: 3003, replicas: 2 }
const shop = { port: 3004, replicas: 2, path: '/api/shop', calls: ['internal'] }

test('each app describes itself, and what it leaves out has a default', () => {
  expect(read({ internal })).toEqual([
    { name: 'internal', ...internal, timeoutMs: 500, published: false, store: false, calls: [], env: {} },
  ])
})

test('the published app calls every service with a public path, and no other', () => {
  const [edge] = read({ edge: { port: 80, replicas: 1, published: true }, internal, shop })
  expect(edge).toMatchObject({ name: 'edge', calls: ['shop'] })
})

test.each([
  ['no description', undefined, 'apps/shop/package.json: the field "service" is missing.'],
  ['no port', { replicas: 2 }, "apps/shop/package.json: service must have required property 'port'."],
  ['a bad port', { ...internal, port: 0 }, 'apps/shop/package.json: service.port must be >= 1.'],
  ['a typo', { ...internal, call: [] }, 'apps/shop/package.json: service.call is not a known field.'],
  [
    'a call of nobody',
    shop,
    'apps/shop/package.json: service.calls names "internal", but there is no apps/internal.',
  ],
])('%s is an error that names the file', (_name, service, message) => {
  expect(() => checkCalls(read({ shop: service }))).toThrow(message)
})
