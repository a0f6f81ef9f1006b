import { spawnSync } from 'node:child_process'
import { ROOT, type Service } from '@slipway/services'
import { expect, test } from 'vitest'
import { withoutShop } from '../../src/clean/require-shop.ts'

const defaults = {
  port: 3001,
  replicas: 2,
  published: false,
  store: true,
  calls: [],
  env: {},
  timeoutMs: 500,
}
const SHOP: Service[] = [
  { ...defaults, name: 'gateway', published: true, calls: ['catalog', 'orders'] },
  { ...defaults, name: 'catalog' },
  { ...defaults, name: 'orders', calls: ['catalog'] },
]

test('what is not of the shop stays', () => {
  const own = { ...defaults, name: 'own' }
  expect(withoutShop([...SHOP, own]).map(({ name }) => name)).toEqual(['gateway', 'own'])
})

test('where a part of the shop is gone already, nothing is done', () => {
  expect(() => withoutShop(SHOP.slice(0, 2))).toThrow('There is no apps/orders')
})

test('a service of your own that calls the shop is named', () => {
  const own = { ...defaults, name: 'own', calls: ['catalog'] }
  expect(() => withoutShop([...SHOP, own])).toThrow('own calls catalog. Remove it first')
})

test.each([[[]], [['one', 'two']], [['--store', 'none']]])(
  'the arguments %j are refused with the usage',
  (args) => {
    const command = ['tools/src/start-clean.ts', ...args]
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toContain('Usage: npm run start-clean -- NAME [--public /api/THINGS]')
  },
)
