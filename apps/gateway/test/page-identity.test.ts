import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf, startIssuer, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startGateway, startSystem } from './start-gateway.ts'

const read = async (url: string) => (await fetch(`${url}/page/identity`)).json()

test('the page knows that identity is off', async () => {
  await using system = await startSystem()
  expect(await read(system.url)).toEqual({ identity: 'off', users: [] })
})

test('with identity on, it has the users of the file, read again each time, and none without', async () => {
  await using users = await startIssuer()
  using folder = temporaryFolder()
  const file = join(folder.path, 'demo-tokens.json')
  writeFileSync(join(folder.path, 'token'), 'token')
  const identity = { ...identityOf(users), CALLER_TOKEN_FILE: join(folder.path, 'token') }

  await using without = await startSystem(undefined, identity as object)
  expect(await read(without.url)).toEqual({ identity: 'on', users: [] })

  const list = (token: string) => [{ name: 'ada', role: 'customer', token }]
  writeFileSync(file, JSON.stringify(list('first')))
  await using system = await startSystem(undefined, { ...identity, DEMO_TOKENS_FILE: file } as object)
  expect(await read(system.url)).toEqual({ identity: 'on', users: list('first') })
  writeFileSync(file, JSON.stringify(list('second')))
  expect(await read(system.url)).toEqual({ identity: 'on', users: list('second') })
})

test('a gateway that others reach does not start with tokens for everybody', async () => {
  const urls = { ITEMS_URL: 'http://127.0.0.1:1', NOTES_URL: 'http://127.0.0.1:1' }
  const settings = { ...urls, HOST: '0.0.0.0', AUTH: 'off', DEMO_TOKENS_FILE: '/tokens.json' }
  await expect(startGateway(settings as never)).rejects.toThrow(
    /^DEMO_TOKENS_FILE gives its tokens to everybody/,
  )
})
