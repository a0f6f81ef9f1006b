import { stoppedInstance } from '@slipway/testing'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { callSettings, openUpstream, UpstreamSettings } from '../src/index.ts'
import { call, NO_LOG, startInstance } from './fixtures.ts'

const Settings = Type.Object({
  ...callSettings('items', 500),
  ...callSettings('item-history', 0),
  ...UpstreamSettings,
})
const required = { ITEMS_URL: 'http://items', ITEM_HISTORY_URL: 'http://item-history' }
const read = (values: object) => Value.Parse(Settings, Value.Default(Settings, { ...values }))

test('each service has a required URL and a timeout with a default', () => {
  expect(Settings.required).toContain('ITEMS_URL')
  expect(read(required)).toMatchObject({ ITEMS_TIMEOUT_MS: 500, ITEM_HISTORY_TIMEOUT_MS: 0 })
})

test.each([-1, 1.5, 60_001])('%d is not a timeout', (ITEMS_TIMEOUT_MS) => {
  expect(() => read({ ...required, ITEMS_TIMEOUT_MS })).toThrow()
})

test('the upstream of a name uses the URL and the timeout of that name', async () => {
  await using items = await startInstance((_request, response) => response.end('items'))
  await using history = await startInstance(() => {}) // never responds
  const settings = read({
    ITEMS_URL: items.url,
    ITEM_HISTORY_URL: `${history.url}, ${stoppedInstance()}`,
    ITEM_HISTORY_TIMEOUT_MS: 100,
  })
  await using upstreams = new AsyncDisposableStack()
  const open = async (name: 'items' | 'item-history') =>
    upstreams.adopt(await openUpstream(name, settings, NO_LOG), (upstream) => upstream.close())

  expect(await call(await open('items'))).toBe('items')
  await expect(call(await open('item-history'))).rejects.toMatchObject({ name: 'UpstreamError' })
})

test('a malformed URL is a StartupError that names the setting', async () => {
  await expect(
    openUpstream('items', read({ ...required, ITEMS_URL: 'items' }), NO_LOG),
  ).rejects.toMatchObject({
    name: 'StartupError',
    message: expect.stringMatching(/^ITEMS_URL contains "items".*Set it to http:\/\/HOST:PORT/),
  })
})
