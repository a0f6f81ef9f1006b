import { CALLER_TOKEN_HEADER } from '@slipway/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NO_LIMITS, startTestService } from '../test-service.ts'
import { startGuarded } from './start-guarded.ts'

let system: Awaited<ReturnType<typeof startGuarded>>
beforeAll(async () => {
  system = await startGuarded()
})
afterAll(() => system[Symbol.asyncDispose]())

/** The status of a request by a caller, with the token of a user below `/api/`. */
async function statusOf(path: string, caller: string | null) {
  const user = path.startsWith('/api/') ? await system.users.sign('ada', 'slipway') : undefined
  return (await system.get(path, user, caller)).status
}

test.each([
  ['gateway', '/api/whoami', 200],
  ['shelves', '/api/whoami', 403],
  ['stranger', '/api/whoami', 403],
  ['shelves', '/shelf/1', 200],
  ['gateway', '/shelf/1', 403],
  ['stranger', '/shelf/1', 403],
  ['gateway', '/things/1', 403], // a path that nobody was given
  ['gateway', '/no-such-path', 404],
  ['shelves', '/no-such-path', 403],
])('%s → %s: %i', async (caller, path, status) => {
  expect(await statusOf(path, await system.callers.sign(caller, 'things'))).toBe(status)
})

test.each(['/api/whoami', '/shelf/1', '/things/1', '/no-such-path'])('nobody → %s: 401', async (path) => {
  expect(await statusOf(path, null)).toBe(401)
  expect(await statusOf(path, '')).toBe(401)
  expect(await statusOf(path, 'gateway')).toBe(401)
})

test.each(['/livez', '/readyz'])('nobody → %s: 200', async (path) => {
  expect(await statusOf(path, null)).toBe(200)
})

test('a token for another service is not accepted, whoever it is of', async () => {
  expect(await statusOf('/api/whoami', await system.callers.sign('gateway', 'notes'))).toBe(401)
})

test('the token of a user proves no service, even where it names one', async () => {
  expect(await statusOf('/api/whoami', await system.users.sign('gateway', 'things'))).toBe(401)
})

test('the token of a service proves no user', async () => {
  const caller = await system.callers.sign('gateway', 'things')
  const asUser = await system.callers.sign('ada', 'slipway')
  expect((await system.get('/api/whoami', asUser, caller)).status).toBe(401)
})

test('a service without identity does not respond to a caller that has it: everybody could do everything', async () => {
  await using off = await startTestService({ settings: { ...NO_LIMITS, AUTH: 'off' } })
  const headers = { [CALLER_TOKEN_HEADER]: await system.callers.sign('gateway', 'things') }
  expect((await fetch(`http://127.0.0.1:${off.port}/things/1`, { headers })).status).toBe(503)
  expect((await fetch(`http://127.0.0.1:${off.port}/things/1`)).status).toBe(200)
})

test('an unknown caller is challenged in a realm of its own: it is no fault of the client', async () => {
  const response = await system.get('/api/whoami', await system.users.sign('ada', 'slipway'), null)
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="services"')
})

test('a token of Kubernetes is accepted: its subject has a prefix, its audience is an array, it has no type', async () => {
  const prefix = 'system:serviceaccount:slipway:'
  await using system = await startGuarded({ CALLER_SUBJECT_PREFIX: prefix })
  const user = await system.users.sign('ada', 'slipway')
  const statusOf = async (subject: string) => {
    const options = { claims: { aud: ['things'] }, header: { typ: undefined } }
    return (await system.get('/api/whoami', user, await system.callers.sign(subject, 'things', options)))
      .status
  }
  expect(await statusOf(`${prefix}gateway`)).toBe(200)
  expect(await statusOf('system:serviceaccount:other:gateway')).toBe(401)
  expect(await statusOf('gateway')).toBe(401)
})
