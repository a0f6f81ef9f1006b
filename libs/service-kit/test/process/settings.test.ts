import { hostname } from 'node:os'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { readSettings, ServiceSettings, StartupError } from '../../src/index.ts'
import { formatSettings } from '../../src/process/settings.ts'

const Settings = Type.Object({
  ...ServiceSettings,
  PORT: Type.Integer({ default: 3001, minimum: 0, maximum: 65_535, description: 'port to listen on' }),
  ITEMS_URL: Type.String({ description: 'URL of items' }),
  SEED: Type.Optional(Type.Enum(['demo'], { description: 'adds products' })),
})
const REQUIRED = { ITEMS_URL: 'http://items' }

test('a setting that is not set has its default', () => {
  expect(readSettings(Settings, { ...REQUIRED, PATH: '/bin' })).toEqual({
    ITEMS_URL: 'http://items',
    DRAIN_DELAY_MS: 500,
    HOST: '127.0.0.1',
    INSTANCE: hostname(),
    LESSONS: 'off',
    LESSONS_PORT: 9_470,
    LOG_LEVEL: 'info',
    MAX_CONNECTIONS: 1_024,
    MAX_CONNECTIONS_PER_ADDRESS: 512,
    MAX_EVENT_LOOP_DELAY_MS: 1_000,
    MAX_IN_FLIGHT: 128,
    METRICS_HOST: '127.0.0.1',
    OTEL_BSP_SCHEDULE_DELAY: 5_000,
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_TRACES_SAMPLER_ARG: 1,
    PORT: 3001,
    SHUTDOWN_TIMEOUT_MS: 5_000,
    TOKEN_AUDIENCE: 'slipway',
    TOKEN_ROLES_CLAIM: 'roles',
  })
})

test('settings are read with their types', () => {
  const environment = { ...REQUIRED, PORT: '0', INSTANCE: 'notes-2', SEED: 'demo', LOG_LEVEL: 'silent' }
  expect(readSettings(Settings, environment)).toMatchObject({
    PORT: 0,
    INSTANCE: 'notes-2',
    SEED: 'demo',
    LOG_LEVEL: 'silent',
  })
})

test('an empty variable counts as not set', () => {
  const settings = readSettings(Settings, { ...REQUIRED, PORT: '', SEED: '', INSTANCE: '' })
  expect(settings).toMatchObject({ PORT: 3001, INSTANCE: hostname() })
  expect(settings).not.toHaveProperty('SEED')
  expect(() => readSettings(Settings, { ITEMS_URL: '' })).toThrow(/^ITEMS_URL is not set/)
})

test('reading settings changes neither the schema nor the environment', () => {
  const environment = { ...REQUIRED, PORT: '' }
  const before = structuredClone({ schema: Settings, environment })
  readSettings(Settings, environment)
  expect(structuredClone({ schema: Settings, environment })).toEqual(before)
})

test.each([
  ['missing', { ITEMS_URL: undefined }, /^ITEMS_URL is not set \(URL of items\)\. Set it/],
  ['not a number', { PORT: 'http' }, /^PORT must be integer \(port to listen on\)\. Set it/],
  ['a fraction', { PORT: '80.5' }, /^PORT must be integer/],
  ['too large', { PORT: '65536' }, /^PORT must be <= 65535/],
  ['negative', { DRAIN_DELAY_MS: '-1' }, /^DRAIN_DELAY_MS must be >= 0/],
  ['not in the list', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be .*: fatal, error, warn, info/],
  ['unknown', { SEED: 'all' }, /^SEED must be .*: demo/],
  ['not a plain name', { INSTANCE: 'a b"' }, /^INSTANCE must match pattern/],
])('a setting that is %s is reported by name, with a remedy', (_name, setting, message) => {
  const read = () => readSettings(Settings, { ...REQUIRED, ...setting })
  expect(read).toThrow(StartupError)
  expect(read).toThrow(message)
})

test.each([
  ['AUTH', 'not set'],
  ['TOKEN_AUDIENCE', 'default slipway'],
  ['INSTANCE', `default ${hostname()}`],
  ['HOST', 'default 127.0.0.1'],
  ['LOG_LEVEL', 'default info'],
  ['MAX_IN_FLIGHT', 'default 128'],
  ['MAX_CONNECTIONS', 'default 1024'],
  ['MAX_CONNECTIONS_PER_ADDRESS', 'default 512'],
  ['MAX_EVENT_LOOP_DELAY_MS', 'default 1000'],
  ['DRAIN_DELAY_MS', 'default 500'],
  ['SHUTDOWN_TIMEOUT_MS', 'default 5000'],
  ['PORT', 'default 3001'],
  ['ITEMS_URL', 'required'],
  ['SEED', 'not set'],
])('the help lists %s (%s)', (name, fallback) => {
  const lines = formatSettings('notes', Settings).split('\n')
  const line = lines.find((text) => text.startsWith(`  ${name} `))
  expect(line).toMatch(new RegExp(`\\(${fallback}\\)$`))
})

test('the help lists every setting', () => {
  const lines = formatSettings('notes', Settings).split('\n')
  expect(lines.filter((line) => line.startsWith('  '))).toHaveLength(Object.keys(Settings.properties).length)
})
