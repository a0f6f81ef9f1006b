import { hostname } from 'node:os'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { readSettings, ServiceSettings, StartupError } from '../src/index.ts'
import { describeSettings } from '../src/settings.ts'

const Settings = Type.Object({
  ...ServiceSettings,
  PORT: Type.Integer({ default: 3001, minimum: 0, maximum: 65_535, description: 'port to listen on' }),
  CATALOG_URL: Type.String({ description: 'where catalog is' }),
  SEED: Type.Optional(Type.Enum(['demo'], { description: 'puts products in' })),
})
const REQUIRED = { CATALOG_URL: 'http://catalog' }

test('what is not set has its default', () => {
  expect(readSettings(Settings, { ...REQUIRED, PATH: '/bin' })).toEqual({
    CATALOG_URL: 'http://catalog',
    DRAIN_DELAY_MS: 500,
    HOST: '127.0.0.1',
    INSTANCE: hostname(),
    LOG_LEVEL: 'info',
    MAX_EVENT_LOOP_DELAY_MS: 1_000,
    MAX_IN_FLIGHT: 128,
    PORT: 3001,
    SHUTDOWN_TIMEOUT_MS: 5_000,
  })
})

test('what is set is read, numbers as numbers', () => {
  const environment = { ...REQUIRED, PORT: '0', INSTANCE: 'orders-2', SEED: 'demo', LOG_LEVEL: 'silent' }
  expect(readSettings(Settings, environment)).toMatchObject({
    PORT: 0,
    INSTANCE: 'orders-2',
    SEED: 'demo',
    LOG_LEVEL: 'silent',
  })
})

test('an empty variable is one that is not set', () => {
  const settings = readSettings(Settings, { ...REQUIRED, PORT: '', SEED: '', INSTANCE: '' })
  expect(settings).toMatchObject({ PORT: 3001, INSTANCE: hostname() })
  expect(settings).not.toHaveProperty('SEED')
  expect(() => readSettings(Settings, { CATALOG_URL: '' })).toThrow(/^CATALOG_URL is not set/)
})

test('reading settings leaves the schema and the environment as they were', () => {
  const environment = { ...REQUIRED, PORT: '' }
  const before = structuredClone({ schema: Settings, environment })
  readSettings(Settings, environment)
  expect(structuredClone({ schema: Settings, environment })).toEqual(before)
})

test.each([
  ['missing', { CATALOG_URL: undefined }, /^CATALOG_URL is not set \(where catalog is\)\. Set it/],
  ['no number', { PORT: 'http' }, /^PORT must be integer \(port to listen on\)\. Set it/],
  ['a fraction', { PORT: '80.5' }, /^PORT must be integer/],
  ['too large', { PORT: '65536' }, /^PORT must be <= 65535/],
  ['negative', { DRAIN_DELAY_MS: '-1' }, /^DRAIN_DELAY_MS must be >= 0/],
  ['not in the list', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be .*: fatal, error, warn, info/],
  ['unknown', { SEED: 'all' }, /^SEED must be .*: demo/],
  ['no plain name', { INSTANCE: 'a b"' }, /^INSTANCE must match pattern/],
])('a setting that is %s is named, with a remedy', (_name, setting, message) => {
  const read = () => readSettings(Settings, { ...REQUIRED, ...setting })
  expect(read).toThrow(StartupError)
  expect(read).toThrow(message)
})

test.each([
  ['INSTANCE', `default ${hostname()}`],
  ['HOST', 'default 127.0.0.1'],
  ['LOG_LEVEL', 'default info'],
  ['MAX_IN_FLIGHT', 'default 128'],
  ['MAX_EVENT_LOOP_DELAY_MS', 'default 1000'],
  ['DRAIN_DELAY_MS', 'default 500'],
  ['SHUTDOWN_TIMEOUT_MS', 'default 5000'],
  ['PORT', 'default 3001'],
  ['CATALOG_URL', 'required'],
  ['SEED', 'not set'],
])('the help lists %s (%s)', (name, fallback) => {
  const lines = describeSettings('orders', Settings).split('\n')
  const line = lines.find((text) => text.startsWith(`  ${name} `))
  expect(line).toMatch(new RegExp(`\\(${fallback}\\)$`))
})

test('the help lists every setting', () => {
  const lines = describeSettings('orders', Settings).split('\n')
  expect(lines.filter((line) => line.startsWith('  '))).toHaveLength(Object.keys(Settings.properties).length)
})
