import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, SERVICES } from '@slipway/services'
import { copySample, newService, SAMPLE } from '@slipway/tools'
import { describe, expect, test } from 'vitest'

const files = globSync('{*.*,Dockerfile,{src,test,places}/**/*.*}', { cwd: join(ROOT, SAMPLE) })
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** Why a file of catalog is not what the command would make. What is not named here is the same. */
const DIFFERS: Record<string, string> = {
  'example.sh': 'shows the products that it is seeded with',
  'package.json': 'SEED in `service.env`, and `exports`, through which crash-points imports its sources',
  'src/app.ts': 'three features, seeding, and the callers of its reservations',
  'src/config.ts': 'its settings: CURRENCY, SEED, retention',
  'src/keys.ts': 'the keys of three features',
  'src/products/routes.ts': 'products have a price and a stock, and the key is the SKU',
  'src/products/store.ts': 'the same, and seeding',
  'src/products/store.redis.ts': 'the same',
  'src/products/store.sqlite.ts': 'the same',
  'src/products/put-product.lua': 'the same',
  'test/invalid-requests.test.ts': 'more fields, and the requests of the other features',
  'test/open.ts': 'several stores, with products in them',
  'test/product-store.test.ts': 'stock, and seeding',
  'test/products.test.ts': 'prices',
  'test/service.test.ts': 'seeding, currency, and the routes of restocks',
  'test/start-catalog.ts': 'shorthands for reservations and restocks',
  'test/start-with-users.ts': 'restocks',
  'test/who-may.test.ts': 'restocks',
}
/** Files that only the command makes, and what catalog has instead. */
const INSTEAD: Record<string, string> = {
  'src/open-store.ts': 'src/open-stores.ts', // of several features
  'src/migrations/001_products.sql': 'src/migrations/001_products_restocks_reservations.sql',
  'src/products/schema.ts': '../../libs/contracts/src/product.ts', // orders needs it too
}

describe.skipIf(!existsSync(join(ROOT, 'apps/catalog')))(
  'apps/catalog is what the command would make',
  () => {
    const shop = SERVICES.filter(({ name }) => name !== 'catalog')
    const service = {
      ...newService({ name: 'catalog', path: '/api/products', calls: [] }, shop, []),
      port: 3001,
    }
    const made = [...copySample(ROOT, files, service)].filter(([file]) => file.startsWith('apps/'))
    const compared = made.map(([path, text]) => ({ file: path.slice('apps/catalog/'.length), text }))
    /** Without what the formatter decides. */
    const bare = (text: string) => text.replace(/\s+/g, '').replace(/,(?=[\])}])/g, '')

    test('but for the files that differ for a reason', () => {
      const differing = compared.filter(
        ({ file, text }) => !INSTEAD[file] && bare(text) !== bare(read(`apps/catalog/${file}`)),
      )
      expect(differing.map(({ file }) => file).sort()).toEqual(Object.keys(DIFFERS).sort())
    })

    test('and for those that it has instead', () => {
      const missing = compared.filter(({ file }) => !existsSync(join(ROOT, 'apps/catalog', file)))
      expect(missing.map(({ file }) => file).sort()).toEqual(Object.keys(INSTEAD).sort())
      for (const file of Object.values(INSTEAD))
        expect(existsSync(join(ROOT, 'apps/catalog', file))).toBe(true)
    })
  },
)
