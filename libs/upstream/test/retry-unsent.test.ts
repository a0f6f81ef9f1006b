import { Agent, type Dispatcher } from 'undici'
import { expect, test } from 'vitest'
import { balance } from '../src/balance.ts'
import { Instances } from '../src/instances.ts'
import { retryUnsent } from '../src/retry-unsent.ts'
import { call, goneInstance, repeat, startInstance, startUpstream } from './fixtures.ts'

test('a POST that one instance refuses arrives exactly once at the other one', async () => {
  await using there = await startInstance()
  await using upstream = await startUpstream([await goneInstance(), there.url])
  const bodies = Array.from({ length: 30 }, (_, number) => `body ${number}`)

  for (const body of bodies) expect(await call(upstream, body)).toBe('ok')

  expect(there.received.map(({ body }) => body)).toEqual(bodies)
})

test('a request that was sent is not sent again', async () => {
  await using resetting = await startInstance((request) => request.socket.destroy())
  await using there = await startInstance()
  await using upstream = await startUpstream([resetting.url, there.url])

  const results = await repeat(30, () => call(upstream, 'once').catch(() => 'failed'))

  const failed = results.filter((result) => result === 'failed').length
  expect(failed).toBeGreaterThan(0)
  expect(resetting.received.length).toBe(failed)
  expect(there.received.length).toBe(30 - failed)
})

test('an answered 503 is an answer: it is not tried again', async () => {
  await using failing = await startInstance((_request, response) => response.writeHead(503).end('away'))
  await using other = await startInstance((_request, response) => response.writeHead(503).end('away'))
  await using upstream = await startUpstream([failing.url, other.url])

  expect(await call(upstream)).toBe('away')

  expect(failing.received.length + other.received.length).toBe(1)
})

test.each([1, 2, 3])('with %i attempts there are never more, each at another instance', async (attempts) => {
  const urls = await Promise.all(Array.from({ length: 5 }, goneInstance))
  const instances = new Instances(urls.map((url) => new URL(url)))
  await instances.start()
  const asked: unknown[] = []
  const watch: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
    asked.push(options.origin)
    return dispatch(options, handler)
  }
  const agent = new Agent()
  const dispatcher = agent.compose(watch, balance(instances), retryUnsent(instances, attempts))

  await expect(call({ dispatcher }, 'never')).rejects.toMatchObject({ code: 'ECONNREFUSED' })

  expect(asked).toHaveLength(attempts)
  expect(new Set(asked).size).toBe(attempts)
  await agent.destroy()
})

test('two attempts are made where nothing else is said', async () => {
  await using there = await startInstance()
  await using upstream = await startUpstream([await goneInstance(), await goneInstance(), there.url])

  const results = await repeat(100, () => call(upstream).catch((error) => error.code))

  expect(new Set(results)).toEqual(new Set(['ok', 'ECONNREFUSED']))
  // A third of the first attempts succeeds, and half of the second ones.
  expect(there.received.length).toBeGreaterThan(45)
})

test('with one instance only, the error is the one that it gave', async () => {
  await using upstream = await startUpstream([await goneInstance()])

  await expect(call(upstream)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
