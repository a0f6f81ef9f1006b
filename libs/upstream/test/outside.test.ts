import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CALLER_TOKEN_HEADER, DEADLINE_HEADER } from '@slipway/contracts'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { send, startInstance, startUpstream } from './fixtures.ts'

const lookup = async () => ['127.0.0.1']

test.each([
  { outside: true, says: 'is called by its host name, without what only services know' },
  { outside: false, says: 'of this system gets the deadline and the caller token' },
])('an API with outside: $outside $says', async ({ outside }) => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'token')
  writeFileSync(file, 'the-token')
  await using instance = await startInstance()
  const { port } = new URL(instance.url)
  const settings = { CALLER_TOKEN_FILE: file }
  await using upstream = await startUpstream([`http://api.example:${port}`], { outside, settings, lookup })

  await send(upstream, { deadline: performance.now() + 10_000 })

  const { headers } = instance.received[0]!
  expect(headers.host).toBe(`${outside ? 'api.example' : '127.0.0.1'}:${port}`)
  expect(CALLER_TOKEN_HEADER in headers).toBe(!outside)
  expect(DEADLINE_HEADER in headers).toBe(!outside)
})
