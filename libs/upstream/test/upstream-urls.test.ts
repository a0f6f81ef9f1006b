import { expect, test } from 'vitest'
import { parseUpstreamUrls } from '../src/upstream-urls.ts'

test.each([
  ['http://127.0.0.1:8081', ['http://127.0.0.1:8081/']],
  ['http://127.0.0.1:8081,http://127.0.0.1:8082', ['http://127.0.0.1:8081/', 'http://127.0.0.1:8082/']],
  [' http://items:3000 , http://[::1]:3000/ ', ['http://items:3000/', 'http://[::1]:3000/']],
  ['http://items', ['http://items/']],
  ['file:///run/items', ['file:///run/items']],
])('%s is parsed', (value, urls) => {
  expect(parseUpstreamUrls('ITEMS_URL', value).map(String)).toEqual(urls)
})

test.each([
  'redis://items:3000',
  'http://items:3000/api',
  'http://items:3000?a=b',
  'http://items:3000#a',
  'http://user@items:3000',
  'http://user:password@items:3000',
  'http://:password@items:3000',
  'http://items:99999',
  'http://items:3000 http://items:3001',
  'http://items:3000,',
  'http://items:3000,,http://items:3001',
  'items:3000',
  'items',
  'http://',
  '',
])('"%s" is rejected with a message that names the setting and the remedy', (value) => {
  const parse = () => parseUpstreamUrls('ITEMS_URL', value)

  expect(parse).toThrow(expect.objectContaining({ name: 'StartupError' }))
  expect(parse).toThrow(/^ITEMS_URL .*Set it to http:\/\/HOST:PORT/)
})
