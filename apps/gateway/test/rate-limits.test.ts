import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf, startIssuer, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startSystem } from './start-gateway.ts'

const statuses = (responses: Response[]) => responses.map(({ status }) => status)

async function repeat(times: number, send: () => Promise<Response>): Promise<Response[]> {
  const responses: Response[] = []
  for (let i = 0; i < times; i++) responses.push(await send())
  return responses
}

test('an address above its limit gets 429, when to retry, and no service is called', async () => {
  await using system = await startSystem(undefined, { RATE_LIMIT_PER_ADDRESS: 3 } as object)
  const responses = await repeat(5, () => fetch(`${system.url}/api/items`))
  expect(statuses(responses)).toEqual([200, 200, 200, 429, 429])
  expect(system.items.received).toHaveLength(3)
  const last = responses[4]!
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(50)
  expect(last.headers.get('content-type')).toBe('application/problem+json')
  expect(await last.json()).toMatchObject({
    status: 429,
    detail: 'Too many requests from this address. Retry later.',
  })
})

test('each response says what is left, as the IETF draft has it', async () => {
  await using system = await startSystem(undefined, { RATE_LIMIT_PER_ADDRESS: 3 } as object)
  const [first, second] = await repeat(2, () => fetch(`${system.url}/api/items`))
  expect(first!.headers.get('ratelimit-policy')).toBe('"address";q=3;w=60')
  expect(first!.headers.get('ratelimit')).toMatch(/^"address";r=2;t=\d+$/)
  expect(second!.headers.get('ratelimit')).toMatch(/^"address";r=1;t=\d+$/)
})

test('probes are exempt, and 0 disables the limit', async () => {
  await using system = await startSystem(undefined, { RATE_LIMIT_PER_ADDRESS: 1 } as object)
  expect(statuses(await repeat(5, () => fetch(`${system.url}/livez`)))).toEqual([200, 200, 200, 200, 200])
  await using unlimited = await startSystem(undefined, { RATE_LIMIT_PER_ADDRESS: 0 } as object)
  const [response] = await repeat(1, () => fetch(`${unlimited.url}/api/items`))
  expect(response!.headers.get('ratelimit')).toBeNull()
})

test('addresses are limited before tokens are verified, and subjects after', async () => {
  await using users = await startIssuer()
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'token'), 'token')
  const identity = { ...identityOf(users), CALLER_TOKEN_FILE: join(folder.path, 'token') }
  const send = (system: { url: string }, token: string) =>
    fetch(`${system.url}/api/items`, { headers: { authorization: `Bearer ${token}` } })
  const [ada, bob] = [await users.sign('ada', 'slipway'), await users.sign('bob', 'slipway')]

  await using guessed = await startSystem(undefined, { ...identity, RATE_LIMIT_PER_ADDRESS: 2 } as object)
  expect(statuses(await repeat(3, () => send(guessed, 'a.b.c')))).toEqual([401, 401, 429])

  await using system = await startSystem(undefined, { ...identity, RATE_LIMIT_PER_SUBJECT: 2 } as object)
  const responses = await repeat(3, () => send(system, ada))
  expect(statuses(responses)).toEqual([200, 200, 429])
  expect(responses[0]!.headers.get('ratelimit')).toMatch(/^"subject";r=1;t=\d+$/)
  expect((await send(system, bob)).status).toBe(200)
  // Another token of the same subject is no way around it.
  expect((await send(system, await users.sign('ada', 'slipway', { claims: { jti: '2' } }))).status).toBe(429)
})
