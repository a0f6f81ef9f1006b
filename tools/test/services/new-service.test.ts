import type { Service } from '@slipway/services'
import { expect, test } from 'vitest'
import { existingService, newService } from '../../src/services/new-service.ts'

const defaults = { replicas: 2, published: false, store: true, calls: [], env: {}, timeoutMs: 500 }
const SERVICES: Service[] = [
  { ...defaults, name: 'gateway', port: 8080, published: true, calls: ['books', 'loans'] },
  { ...defaults, name: 'books', port: 3005, path: '/api/books' },
  { ...defaults, name: 'loans', port: 3002, path: '/api/loans', calls: ['books'] },
]
const PACKAGES = ['@slipway/books', '@slipway/loans', '@slipway/store']

const make = (name: string, path = `/api/${name}`, calls: string[] = [], callers: string[] = []) =>
  newService({ name, path, calls, callers }, SERVICES, PACKAGES)
const find = (name: string, users: string[] = []) => existingService(name, SERVICES, () => users)

test('a new service gets the next port, and the names of its resource from its path', () => {
  expect(make('gift-cards')).toMatchObject({ port: 3006, plural: 'gift-cards', singular: 'gift-card' })
  expect(make('billing', '/api/receipts', ['books'])).toMatchObject({
    name: 'billing',
    plural: 'receipts',
    singular: 'receipt',
    calls: [{ name: 'books', port: 3005 }],
  })
})

test.each([
  ['Payments', undefined, [], '"Payments" cannot be the name of a service'],
  ['pay_ments', undefined, [], 'cannot be the name of a service'],
  ['1payments', undefined, [], 'cannot be the name of a service'],
  ['pay--ments', undefined, [], 'cannot be the name of a service'],
  ['-payments', undefined, [], 'cannot be the name of a service'],
  ['p'.repeat(31), undefined, [], 'cannot be the name of a service'],
  ['../payments', undefined, [], 'cannot be the name of a service'],
  ['redis', undefined, [], '"redis" has another meaning here'],
  ['books', undefined, [], 'There is an apps/books already.'],
  ['store', undefined, [], 'There is a package @slipway/store already.'],
  ['billing', undefined, [], 'Give one, such as --public /api/billings.'],
  ['billing', '/billings', [], 'cannot be its path'],
  ['billing', '/api/a/bills', [], 'cannot be its path'],
  ['billing', '/api/loans', [], '/api/loans belongs to loans.'],
  ['billing', '/api/docs', [], '/api/docs belongs to the gateway.'],
  ['payments', undefined, ['nobody'], 'There is no service "nobody" to call. There are: books, loans.'],
  ['payments', undefined, ['gateway'], 'There is no service "gateway" to call.'],
])('%s at %s that calls %j is refused', (name, path, calls, message) => {
  expect(() => make(name, path, calls)).toThrow(message)
})

test('a service that the gateway is to call is refused: it calls all of them', () => {
  expect(() => make('payments', undefined, [], ['gateway'])).toThrow(
    'There is no service "gateway" that could call it. There are: books, loans.',
  )
})

test.each([
  ['loans', 'loans', 'payments → loans → payments would call each other'],
  ['loans', 'books', 'payments → loans → books → payments would call each other'],
])(
  'one that calls %s and is called by %s is refused: they would wait for each other',
  (callee, caller, message) => {
    expect(() => make('payments', undefined, [callee], [caller])).toThrow(message)
  },
)

test('one that stands between a caller and what that calls already is none of these', () => {
  expect(make('payments', undefined, ['books'], ['loans'])).toMatchObject({ calls: [{ name: 'books' }] })
})

test('a service that may still be called by others, says its package.json or not, is removed from their files', () => {
  expect(find('loans')).toMatchObject({ callers: [{ name: 'books' }] })
})

test.each(['loans', 'books'])('%s can call it, whether it calls others or not', (caller) => {
  expect(make('payments', undefined, [], [caller])).toMatchObject({ callers: [{ name: caller }] })
})

test('a service that nobody needs can be removed', () => {
  expect(find('loans')).toMatchObject({ name: 'loans', port: 3002, calls: [{ name: 'books' }] })
})

test.each([
  ['books', [], 'loans calls books.'],
  ['loans', ['@slipway/desk'], '@slipway/desk imports loans.'],
  ['gateway', [], 'gateway is what clients reach'],
  ['nobody', [], 'There is no apps/nobody. There are: books, loans.'],
])('%s, which %j imports, is not removed', (name, users, message) => {
  expect(() => find(name, users)).toThrow(message)
})
