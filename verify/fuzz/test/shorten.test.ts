import { Random } from '@slipway/harness'
import { expect, test } from 'vitest'
import { randomRequest } from '../src/random-request.ts'
import type { RawRequest } from '../src/request.ts'
import { shorten } from '../src/shorten.ts'

const ingredients = { prefixes: ['/api/orders'], accepted: ['Bearer a'], rejected: ['Bearer b'] }
const requestsOf = (seed: number) => {
  const random = new Random(seed)
  return Array.from({ length: 50 }, () => randomRequest(random, ingredients))
}

test('the same seed gives the same requests, another one gives others', () => {
  expect(requestsOf(1)).toEqual(requestsOf(1))
  expect(requestsOf(2)).not.toEqual(requestsOf(1))
})

test('only what a failure needs is left', async () => {
  const plain: RawRequest = {
    method: 'GET',
    target: '/api/orders',
    version: 'HTTP/1.1',
    headers: ['a: 1', 'b: 2', 'c: 3'],
    framing: { headers: ['content-length: 1'], sent: 'x', body: 'x' },
  }
  const odd = { ...plain, method: 'PUT' }
  const fails = async (requests: RawRequest[]) =>
    requests.some(({ method, headers }) => method === 'PUT' && headers.includes('b: 2'))

  expect(await shorten([plain, odd, plain], fails)).toEqual([
    { ...odd, headers: ['b: 2'], framing: { headers: [], sent: '', body: '' } },
  ])
})
