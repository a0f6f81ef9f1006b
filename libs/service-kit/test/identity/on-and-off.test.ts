import { recordedLog } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { ServiceOptions } from '../../src/index.ts'
import { NO_LIMITS, startTestService } from '../test-service.ts'
import { startGuarded } from './start-guarded.ts'

const start = (settings: Record<string, string>, options: Partial<ServiceOptions> = {}) =>
  startTestService(
    { settings: { ...NO_LIMITS, ...settings } as ServiceOptions['settings'], ...options },
    (app) => app.get('/api/whoami', async ({ user }) => user),
  )

const OFF: Record<string, string>[] = [
  {},
  { HOST: '127.0.0.1' },
  { HOST: 'localhost' },
  { HOST: '::1' },
  { HOST: '0.0.0.0', AUTH: 'off' },
]

test.each(OFF)(
  'with %o everybody is the local user, who may do everything',
  async (settings: Record<string, string>) => {
    await using service = await start(settings)
    const response = await fetch(`http://127.0.0.1:${service.port}/api/whoami`, {
      headers: { authorization: 'Bearer a.b.c' }, // not looked at
    })
    expect(await response.json()).toEqual({ subject: 'local', isOperator: true })
    expect(service.app.identity).toBe('off')
  },
)

test.each(['0.0.0.0', '::', '10.0.0.7', 'things.example'])(
  'HOST %s can be reached from elsewhere: AUTH must be said',
  async (HOST) => {
    await expect(start({ HOST })).rejects.toThrow(/^AUTH is not set, and HOST .* Set AUTH=on .* or AUTH=off/)
  },
)

const COMPLETE = {
  AUTH: 'on',
  TOKEN_ISSUER: 'https://users.example',
  TOKEN_KEYS: 'users.jwks.json',
  CALLER_ISSUER: 'https://callers.example',
  CALLER_KEYS: 'callers.jwks.json',
  CALLER_TOKEN_FILE: 'token',
}

test.each(['TOKEN_ISSUER', 'TOKEN_KEYS', 'CALLER_ISSUER', 'CALLER_KEYS', 'CALLER_TOKEN_FILE'] as const)(
  'with AUTH=on, %s must be set',
  async (name) => {
    const upstream = { state: () => ({}) as never, protect() {} }
    const settings: Record<string, string> = { ...COMPLETE, [name]: '' }
    await expect(start(settings, { upstreams: [upstream] })).rejects.toThrow(
      `${name} is not set, and AUTH is on`,
    )
  },
)

test('what is refused is said once, in the line of the request, and no token is in any line', async () => {
  const { logger, records } = recordedLog()
  await using system = await startGuarded({}, { logger })
  const { users, callers, get } = system
  const expired = await users.sign('ada', 'slipway', { claims: { exp: 1 } })
  const stranger = await callers.sign('stranger', 'things')
  const valid = await users.sign('ada', 'slipway')
  await get('/api/whoami', expired)
  await get('/api/whoami')
  await get('/api/whoami', valid, stranger)
  await get('/api/whoami', valid, null)
  await get('/api/whoami', valid)

  const requests = records().filter(({ msg }) => msg === 'request')
  expect(
    requests.map(({ status, event, reason, caller, subject }) => ({
      status,
      event,
      reason,
      caller,
      subject,
    })),
  ).toEqual([
    {
      status: 401,
      event: 'access-refused',
      reason: 'ERR_JWT_EXPIRED',
      caller: undefined,
      subject: undefined,
    },
    { status: 401, event: 'access-refused', reason: 'no-token', caller: undefined, subject: undefined },
    {
      status: 403,
      event: 'access-refused',
      reason: 'caller-not-allowed',
      caller: 'stranger',
      subject: undefined,
    },
    { status: 401, event: 'access-refused', reason: 'no-token', caller: undefined, subject: undefined },
    { status: 200, event: undefined, reason: undefined, caller: undefined, subject: 'ada' },
  ])
  const text = JSON.stringify(records())
  for (const token of [expired, stranger, valid]) {
    for (const part of token.split('.')) expect(text).not.toContain(part)
  }
})
