import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CALLERS, USERS } from '../../src/identity/issuers.ts'
import { signingKey } from '../../src/identity/keys.ts'
import { keysFolder, modeOf } from './folder.ts'

const keySet = (folder: string) => JSON.parse(readFileSync(join(folder, 'users.jwks.json'), 'utf8'))

test('a key is made on first use, and used again; each issuer has its own', async () => {
  const folder = keysFolder()
  const first = await signingKey(folder, USERS)
  expect(await signingKey(folder, USERS)).toEqual(first)
  expect((await signingKey(folder, CALLERS)).kid).not.toBe(first.kid)
})

test('of several processes that make the key at once, all get the same one', async () => {
  const folder = keysFolder()
  const keys = await Promise.all(Array.from({ length: 5 }, () => signingKey(folder, USERS)))
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1)
  expect(readdirSync(folder).sort()).toEqual(['users.jwks.json', 'users.key.json'])
})

test('the folder and the private key are for the owner alone, whatever was there before', async () => {
  const folder = keysFolder()
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  await signingKey(folder, USERS)
  expect(modeOf(folder)).toBe('700')
  expect(modeOf(join(folder, 'users.key.json'))).toBe('600')
  expect(modeOf(join(folder, 'users.jwks.json'))).toBe('644')
})

test('the public keys contain nothing private, and name the key by which tokens refer to it', async () => {
  const folder = keysFolder()
  const { kid } = await signingKey(folder, USERS)
  expect(keySet(folder).keys).toEqual([
    { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), kid, alg: 'ES256', use: 'sig' },
  ])
})

test('public keys that are missing, or belong to another key, are written again', async () => {
  const folder = keysFolder()
  const { kid } = await signingKey(folder, USERS)
  const file = join(folder, 'users.jwks.json')
  for (const change of [() => rmSync(file), () => writeFileSync(file, '{"keys":[]}')]) {
    change()
    await signingKey(folder, USERS)
    expect(keySet(folder).keys[0].kid).toBe(kid)
  }
})
