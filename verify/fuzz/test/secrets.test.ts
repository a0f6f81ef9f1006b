import { existsSync } from 'node:fs'
import { leaks } from '@slipway/harness'
import { redisAvailable, redisSkipReason } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startSecretSystem } from '../src/secret-system.ts'
import { visibleOf } from '../src/visible.ts'

const skipped = !existsSync('/proc/self/environ')
  ? ' (skipped: there is no /proc)'
  : redisAvailable
    ? ''
    : ` (${redisSkipReason})`

test.skipIf(skipped)(`no secret is in a log, an argument or an environment${skipped}`, async () => {
  await using started = await startSecretSystem()
  const { system, redis, secrets, token } = started
  const ada = await token('ada')
  const operator = await token('olga', { roles: ['operator'] })
  const expired = await token('eve', { exp: 1 })
  const statuses: number[] = []
  const send = async (method: string, path: string, bearer: string, body?: string) => {
    const headers = {
      authorization: `Bearer ${bearer}`,
      'x-caller-token': bearer,
      cookie: bearer,
      'idempotency-key': crypto.randomUUID(),
      ...(body && { 'content-type': 'application/json' }),
    }
    const response = await fetch(`${system.url}${path}?access_token=${bearer}`, { method, headers, body })
    statuses.push(response.status)
    return `${JSON.stringify([...response.headers])}${await response.text()}`
  }
  const responses: string[] = []
  const all = async () => {
    for (const bearer of [ada, operator, expired, `${ada}x`, 'Basic x']) {
      responses.push(
        await send('PUT', '/api/products/tea', bearer, '{"name":"tea","price":{"amount":1}}'),
        await send('POST', '/api/products/tea/restocks', bearer, '{"quantity":5}'),
        await send('POST', '/api/orders', bearer, '{"lines":[{"sku":"tea","quantity":1}]}'),
        await send('POST', '/api/orders', bearer, '{"lines":'),
        await send('POST', '/api/orders', bearer, 'x'.repeat(20_000)),
        await send('GET', '/api/orders/nobody', bearer),
        await send('GET', '/nowhere', bearer),
      )
    }
  }
  await all() // accepted and refused
  await redis.pause()
  await all() // with an unavailable store
  await redis.resume()
  for (const name of system.names.filter((one) => one.startsWith('catalog')))
    system.process(name).kill('SIGKILL')
  await all() // with an unavailable service
  const running = system.names.map((name) => system.process(name)).filter((one) => one.running())
  const texts = {
    'the logs': system.lines.join('\n'),
    'the responses': responses.join('\n'),
    ...Object.assign({}, ...running.map(({ spec, pid }) => visibleOf(spec.name, pid))),
  }

  expect(leaks(secrets, texts)).toEqual([])
  // Otherwise there was nothing to find: all of these kinds of requests were logged.
  expect(new Set(statuses)).toEqual(new Set([...statuses, 200, 201, 400, 401, 403, 404, 413, 503]))
  expect(system.lines.length).toBeGreaterThan(100)
  expect(running.length).toBeGreaterThan(2)
})
