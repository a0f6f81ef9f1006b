import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { docker, makeSecrets, skipped } from '@slipway/harness/docker'
import { ROOT, SERVICES } from '@slipway/services'
import { dockerAvailable, runCommand } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

const PRIVATE = ['users.key.json', 'callers.key.json']
const PUBLIC = ['users.jwks.json', 'callers.jwks.json']
const TOKENS = SERVICES.flatMap(({ name, calls }) => calls.map((callee) => `callers/${name}/${callee}`))

const read = (folder: string, files: string[]) =>
  files.map((name) => readFileSync(join(folder, 'identity', name), 'utf8'))
const runSecrets = (...args: string[]) =>
  runCommand(process.execPath, ['tools/src/secrets.ts', ...args], { cwd: ROOT })

describe('npm run secrets, for identity', () => {
  test('keeps the private keys for the owner, and lets containers read the rest', async () => {
    using secrets = await makeSecrets()
    const mode = (name: string) => statSync(join(secrets.path, 'identity', name)).mode & 0o777
    expect(mode('.')).toBe(0o700)
    for (const name of PRIVATE) expect(mode(name), name).toBe(0o600)
    for (const name of [...PUBLIC, ...TOKENS]) expect(mode(name), name).toBe(0o644)
  })

  test('--tokens signs new tokens with the same keys, and changes no password', async () => {
    using secrets = await makeSecrets()
    const passwords = () => readFileSync(join(secrets.path, 'users.acl'), 'utf8')
    const [acl, keys, tokens] = [passwords(), read(secrets.path, PRIVATE), read(secrets.path, TOKENS)]
    const { code, stdout } = await runSecrets(secrets.path, '--tokens')
    expect(code).toBe(0)
    expect(stdout).toContain('valid for 90 days')
    expect(passwords()).toBe(acl)
    expect(read(secrets.path, PRIVATE)).toEqual(keys)
    expect(read(secrets.path, TOKENS).filter((token) => tokens.includes(token))).toEqual([])
  })

  test('--force makes other keys too, and not both options are given', async () => {
    using secrets = await makeSecrets()
    const keys = read(secrets.path, PRIVATE)
    expect(await runSecrets(secrets.path, '--force')).toMatchObject({ code: 0 })
    expect(read(secrets.path, PRIVATE).filter((key) => keys.includes(key))).toEqual([])
    const both = await runSecrets(secrets.path, '--force', '--tokens')
    expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining('Either --tokens or --force.') })
  })

  test('npm run token signs for the system that runs with them', async () => {
    using secrets = await makeSecrets()
    const args = ['run', '--silent', 'token', '--', '--subject', 'ada', '--secrets', secrets.path]
    const { stdout } = await runCommand('npm', args, { cwd: ROOT })
    const { kid } = JSON.parse(Buffer.from(stdout.split('.')[0]!, 'base64url').toString())
    expect(JSON.parse(read(secrets.path, PUBLIC)[0]!).keys[0].kid).toBe(kid)
  })
})

describe.skipIf(!dockerAvailable)(`without these secrets${skipped}`, () => {
  const FILES = ['compose.yaml', 'docker/compose.auth.yaml'].flatMap((file) => ['--file', file])

  test('Compose says how to make them', async () => {
    const started = docker(['compose', ...FILES, 'config'], { SECRETS: undefined })
    await expect(started).rejects.toThrow('run npm run secrets, and set SECRETS=./docker/redis/own')
  })

  test.each(['users.jwks.json', ...TOKENS])('Compose names the missing file %s', async (name) => {
    using secrets = await makeSecrets()
    const file = join(secrets.path, 'identity', name)
    rmSync(file)
    const project = ['--project-name', `slipway-test-${process.pid}-missing`]
    const args = ['compose', ...project, ...FILES]
    const caller = name.split('/')[1] ?? 'catalog'
    const env = { SECRETS: secrets.path }
    try {
      const created = docker([...args, 'up', '--no-deps', '--no-build', '--no-start', caller], env)
      await expect(created).rejects.toThrow(file)
    } finally {
      await docker([...args, 'down', '--volumes'], env)
    }
  })
})
