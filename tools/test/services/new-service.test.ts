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

test.each([
  ['gateway', 'There is no service "gateway" that could call it. There are: books, loans.'],
  ['books', 'books calls no service yet, so its files have no places for a call.'],
])('a service that %s is to call is refused', (caller, message) => {
  expect(() => make('payments', undefined, [], [caller])).toThrow(message)
})

test('two services that call each other are refused', () => {
  expect(() => make('payments', undefined, ['loans'], ['loans'])).toThrow('would call each other')
})

test('a service that may still be called by others, says its package.json or not, is removed from their files', () => {
  expect(find('loans')).toMatchObject({ callers: [{ name: 'books' }] })
})

test('a service can be called by one that calls others', () => {
  expect(make('payments', undefined, [], ['loans'])).toMatchObject({ callers: [{ name: 'loans' }] })
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
