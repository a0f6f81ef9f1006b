import { type Events, subscribe } from '@slipway/observe'
import { stoppedInstance } from '@slipway/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { send, startInstance, startUpstream } from './fixtures.ts'

const NAMES = [
  'attempt-ended',
  'attempt-failed',
  'retry',
  'retry-refused',
  'call-refused',
  'ejection',
  'ejection-ended',
  'breaker',
  'instances',
] as const
let seen: { name: keyof Events; event: object }[] = []
let unsubscribe: (() => void)[] = []

beforeEach(() => {
  seen = []
  unsubscribe = NAMES.map((name) => subscribe(name, (event) => seen.push({ name, event })))
})
afterEach(() => {
  for (const end of unsubscribe) end()
})

const eventsOf = (name: keyof Events) => seen.filter((one) => one.name === name).map(({ event }) => event)
const settings = { EJECTION_MS: 60_000, BREAKER_FAILURES: 2, BREAKER_OPEN_MS: 60_000 }
const headers = { 'x-request-id': 'r1' }

test('a retry is an event, and an entry of Server-Timing', async () => {
  const stopped = stoppedInstance()
  await using running = await startInstance()
  await using upstream = await startUpstream([stopped, running.url], { settings })
  const timings: string[] = []
  // At random the first attempt goes to one or the other, until the stopped one is ejected.
  while (eventsOf('retry').length === 0) {
    const response = await send(upstream, { headers })
    timings.push(String(response.headers['server-timing'] ?? ''))
  }
  const about = { service: 'service', requestId: 'r1' }
  expect(eventsOf('instances')).toEqual([{ service: 'service', added: [stopped, running.url], removed: [] }])
  expect(eventsOf('attempt-failed')).toEqual([
    {
      ...about,
      origin: stopped,
      instance: undefined,
      attempt: 1,
      reason: 'UNREACHABLE',
      sent: false,
      ms: expect.any(Number),
    },
  ])
  expect(eventsOf('retry')).toEqual([{ ...about, attempt: 1, reason: 'UNREACHABLE' }])
  expect(eventsOf('ejection')).toEqual([
    { ...about, origin: stopped, instance: undefined, failures: 1, ms: 60_000 },
  ])
  expect(timings.at(-1)).toMatch(/retry;desc="service UNREACHABLE";dur=[\d.]+$/)
  expect(upstream.state()).toMatchObject({
    service: 'service',
    breaker: 'closed',
    inFlight: 0,
    retriesLeft: 9,
    instances: [
      { origin: stopped, state: 'ejected', inFlight: 0 },
      { origin: running.url, state: 'available', inFlight: 0 },
    ],
  })
})

test('a breaker that opens is an event, and so is each request that it then refuses', async () => {
  await using upstream = await startUpstream([stoppedInstance()], { settings })
  for (let request = 0; request < 3; request++) await send(upstream, { headers }).catch(() => {})
  expect(eventsOf('breaker')).toEqual([{ service: 'service', requestId: 'r1', state: 'open' }])
  expect(eventsOf('call-refused')).toEqual([{ service: 'service', requestId: 'r1', reason: 'BREAKER_OPEN' }])
  expect(upstream.state().breaker).toBe('open')
})

test('an instance gets its name from its responses', async () => {
  await using running = await startInstance((_request, response) =>
    response.setHeader('server-timing', 'items;desc="items-1";dur=1, other;desc="x"').end(),
  )
  await using upstream = await startUpstream([running.url])
  expect(upstream.state().instances).toEqual([
    { origin: running.url, name: undefined, inFlight: 0, state: 'available' },
  ])
  await send(upstream)
  expect(upstream.state().instances[0]!.name).toBe('items-1')
})

test('each attempt is an event with its status or its error, and the name of its instance', async () => {
  const stopped = stoppedInstance()
  await using running = await startInstance()
  await using upstream = await startUpstream([stopped, running.url], { settings })
  while (eventsOf('retry').length === 0) await send(upstream, { headers })
  const attempts = eventsOf('attempt-ended') as Events['attempt-ended'][]
  const about = { service: 'service', method: 'GET', ms: expect.any(Number) }
  const failed = { ...about, instance: undefined, status: undefined, error: 'UNREACHABLE' }
  expect(attempts.filter(({ error }) => error)).toEqual([failed])
  const answered = attempts.filter(({ error }) => !error)
  expect(answered.length).toBeGreaterThan(0)
  for (const one of answered) expect(one).toMatchObject({ ...about, status: 200, error: undefined })
})

test('the events of a call have its log fields', async () => {
  await using upstream = await startUpstream([stoppedInstance()], { settings })
  for (let request = 0; request < 3; request++) {
    await send(upstream, { headers, logFields: { noteId: 'note-1' } }).catch(() => {})
  }
  for (const name of ['attempt-failed', 'ejection', 'breaker', 'call-refused'] as const) {
    for (const event of eventsOf(name)) expect(event, name).toMatchObject({ noteId: 'note-1' })
  }
  expect(eventsOf('breaker')).toHaveLength(1)
  expect(eventsOf('call-refused')).toHaveLength(1)
})
