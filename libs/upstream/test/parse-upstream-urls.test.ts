import { StartupError } from '@slipway/service-kit'
import { expect, test } from 'vitest'
import { parseUpstreamUrls } from '../src/index.ts'

test.each([
  ['http://127.0.0.1:8081', ['http://127.0.0.1:8081/']],
  ['http://127.0.0.1:8081,http://127.0.0.1:8082', ['http://127.0.0.1:8081/', 'http://127.0.0.1:8082/']],
  [' http://catalog:3000 , http://[::1]:3000/ ', ['http://catalog:3000/', 'http://[::1]:3000/']],
  ['http://catalog', ['http://catalog/']],
])('%s is understood', (value, urls) => {
  expect(parseUpstreamUrls('CATALOG_URL', value).map(String)).toEqual(urls)
})

test.each([
  'https://catalog:3000',
  'redis://catalog:3000',
  'http://catalog:3000/api',
  'http://catalog:3000?a=b',
  'http://catalog:3000#a',
  'http://user@catalog:3000',
  'http://user:password@catalog:3000',
  'http://:password@catalog:3000',
  'http://catalog:99999',
  'http://catalog:3000 http://catalog:3001',
  'http://catalog:3000,',
  'http://catalog:3000,,http://catalog:3001',
  'catalog:3000',
  'catalog',
  'http://',
  '',
])('"%s" is refused by a message that names the setting and the remedy', (value) => {
  const parse = () => parseUpstreamUrls('CATALOG_URL', value)

  expect(parse).toThrow(StartupError)
  expect(parse).toThrow(/^CATALOG_URL .*Set it to http:\/\/HOST:PORT/)
})
