import { type Events, publish } from '@slipway/observe'
import Fastify, { type FastifyBaseLogger } from 'fastify'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { logEvents } from '../../src/log/index.ts'

/** The lines of a process called notes-1, at every level. */
function startLog() {
  const written: string[] = []
  const base = { service: 'notes', instance: 'notes-1' }
  const formatters = { level: (level: string) => ({ level }) }
  const stream = { write: (line: string) => void written.push(line) }
  const loggerInstance: FastifyBaseLogger = pino(
    { level: 'debug', base, formatters, timestamp: false },
    stream,
  )
  onTestFinished(logEvents({ app: Fastify({ loggerInstance }) }))
  return () => written.map((line) => JSON.parse(line))
}

const about = { service: 'items', requestId: 'r1', noteId: 'n1' }
const attempt = {
  ...about,
  origin: 'http://10.0.0.1:3001',
  instance: 'items-2',
  attempt: 1,
  sent: true,
  ms: 500.04,
}
const us = { service: 'notes', instance: 'notes-1' }

test('what is said of a called service does not hide which process says it', () => {
  const lines = startLog()
  publish('attempt-failed', { ...attempt, reason: 'TIMEOUT' })
  expect(lines()).toEqual([
    {
      ...us,
      level: 'warn',
      event: 'attempt-failed',
      requestId: 'r1',
      noteId: 'n1',
      upstream: 'items',
      upstreamInstance: 'items-2',
      origin: 'http://10.0.0.1:3001',
      attempt: 1,
      sent: true,
      ms: 500,
      reason: 'TIMEOUT',
      msg: 'attempt at items failed',
    },
  ])
})

const order = { orderId: 'o1', requestId: 'r1' } // start-clean removes this line
const recovery = { ...order, was: 'pending' } // start-clean removes this line

test.each<{ [Name in keyof Events]: [Name, Events[Name], string] }[keyof Events]>([
  ['attempt-failed', { ...attempt, reason: 'ABORTED' }, 'debug'],
  ['attempt-failed', { ...attempt, reason: '503' }, 'debug'],
  ['retry', { ...about, attempt: 1, reason: 'TIMEOUT' }, 'info'],
  ['retry-refused', { ...about, attempt: 1, reason: 'TIMEOUT' }, 'warn'],
  [
    'ejection',
    { ...about, origin: 'http://10.0.0.1:3001', instance: undefined, failures: 1, ms: 1_000 },
    'warn',
  ],
  ['ejection-ended', { ...about, origin: 'http://10.0.0.1:3001', instance: 'items-2' }, 'info'],
  ['breaker', { ...about, state: 'open' }, 'warn'],
  ['breaker', { ...about, state: 'closed' }, 'info'],
  // start-clean removes from here
  ['order', { ...order, status: 'pending', was: undefined }, 'info'],
  ['order-left-open', { ...order, status: 'pending', reason: 'TIMEOUT' }, 'warn'],
  ['recovery', { ...recovery, outcome: 'settled', status: 'confirmed' }, 'info'],
  ['recovery', { ...recovery, outcome: 'outage', reason: 'TIMEOUT' }, 'warn'],
  ['recovery', { ...recovery, outcome: 'postponed', failures: 4, error: new Error('bug') }, 'warn'],
  ['recovery', { ...recovery, outcome: 'stuck', failures: 5, error: new Error('bug') }, 'error'],
  // to here
])('%s is one line: %j, at the level %s', (name, event, level) => {
  const lines = startLog()
  publish(name, event as never)
  expect(lines()).toMatchObject([{ ...us, level, event: name, requestId: 'r1' }])
  expect(lines()).toHaveLength(1)
})

// start-clean removes from here
test('the status of an order is not taken for that of HTTP, and an error has its stack', () => {
  const lines = startLog()
  publish('recovery', { ...recovery, outcome: 'stuck', status: 'pending', error: new Error('bug') })
  expect(lines()[0]).toMatchObject({
    orderId: 'o1',
    orderStatus: 'pending',
    err: { message: 'bug', stack: expect.stringContaining('at ') },
  })
  expect(lines()[0]).not.toHaveProperty('status')
})

// to here
test('what the line of a request says has no line of its own', () => {
  const lines = startLog()
  publish('request-shed', { requestId: 'r1', method: 'GET', route: '/', reason: 'in-flight' })
  publish('call-refused', { ...about, reason: 'BREAKER_OPEN' })
  publish('order-repeated', { ...order, status: 'confirmed' }) // start-clean removes this line
  publish('store-error', { requestId: 'r1', reason: 'ECONNREFUSED' })
  expect(lines()).toEqual([])
})

test('under overload, refused retries are ten lines a second at most', () => {
  const lines = startLog()
  for (let i = 0; i < 1_000; i++) publish('retry-refused', { ...about, attempt: 1, reason: '503' })
  expect(lines().length).toBeGreaterThanOrEqual(10)
  expect(lines().length).toBeLessThanOrEqual(20) // where a second begins in between
})

test('nothing is written once it is stopped', () => {
  const written: string[] = []
  const loggerInstance: FastifyBaseLogger = pino({}, { write: (line) => void written.push(line) })
  logEvents({ app: Fastify({ loggerInstance }) })()
  publish('retry', { ...about, attempt: 1, reason: 'TIMEOUT' })
  expect(written).toEqual([])
})
