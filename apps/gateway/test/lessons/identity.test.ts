import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf, startIssuer, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startLessons } from './lessons-system.ts'

test('with identity on, only operators see lessons and cause faults', async () => {
  await using users = await startIssuer()
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'token'), 'token')
  const identity = { ...identityOf(users), CALLER_TOKEN_FILE: join(folder.path, 'token') }
  await using system = await startLessons(identity as object)
  const tokens = {
    nobody: undefined,
    customer: await users.sign('ada', 'slipway'),
    operator: await users.sign('olga', 'slipway', { claims: { roles: ['operator'] } }),
  }
  const statuses = async (token: string | undefined) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const read = await fetch(`${system.url}/lessons`, { headers })
    const changed = await system.put('/lessons/protections', { retries: false }, headers)
    return [read.status, changed.status]
  }
  expect(await statuses(tokens.nobody)).toEqual([401, 401])
  expect(await statuses(tokens.customer)).toEqual([403, 403])
  expect(await statuses(tokens.operator)).toEqual([200, 200])
})
