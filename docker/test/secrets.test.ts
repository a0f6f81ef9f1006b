import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { dockerAnswers, temporaryFolder } from '@slipway/testing'
import { ROOT } from '@slipway/tools'
import { describe, expect, test } from 'vitest'
import { composeUp, skipped } from './engine.ts'

const FILES = ['catalog-store-url', 'orders-store-url', 'users.acl']

/** What `npm run secrets` runs, with a umask that would keep the containers from reading the files. */
async function makeSecrets(...args: string[]): Promise<string> {
  const command = ['-c', 'umask 077; exec node_modules/.bin/node tools/src/secrets.ts "$@"', 'sh', ...args]
  return (await promisify(execFile)('sh', command, { cwd: ROOT })).stdout
}

describe('npm run secrets', () => {
  test('writes new passwords each time, for the same users with the same rights', async () => {
    using folder = temporaryFolder()
    const read = (name: string) => readFileSync(join(folder.path, 'own', name), 'utf8')
    const rights = (acl: string) => acl.replaceAll(/#[0-9a-f]{64}/g, '#')
    expect(await makeSecrets(join(folder.path, 'own'))).toContain(
      `SECRETS=${folder.path}/own docker compose up`,
    )
    const first = FILES.map(read)
    await makeSecrets(join(folder.path, 'own'), '--force')
    const second = FILES.map(read)

    expect(new Set([...first, ...second]).size).toBe(6)
    const development = readFileSync(join(ROOT, 'docker/redis/development/users.acl'), 'utf8')
    expect(rights(read('users.acl'))).toBe(rights(development))
    expect(new Set(read('users.acl').match(/#[0-9a-f]{64}/g)).size).toBe(2) // no two users share one
  })

  test('leaves what is there alone, unless it is told to replace it', async () => {
    using folder = temporaryFolder()
    await makeSecrets(folder.path)
    const before = readFileSync(join(folder.path, 'users.acl'), 'utf8')
    rmSync(join(folder.path, 'orders-store-url'))
    await expect(makeSecrets(folder.path)).rejects.toThrow(/already holds catalog-store-url, users\.acl/)
    expect(readFileSync(join(folder.path, 'users.acl'), 'utf8')).toBe(before)
    expect(existsSync(join(folder.path, 'orders-store-url'))).toBe(false)
  })

  test('keeps other users of the machine out, and lets those of the containers read', async () => {
    using folder = temporaryFolder()
    await makeSecrets(join(folder.path, 'own'))
    expect(statSync(join(folder.path, 'own')).mode & 0o777).toBe(0o700)
    for (const name of FILES) expect(statSync(join(folder.path, 'own', name)).mode & 0o777).toBe(0o644)
  })
})

describe.skipIf(!dockerAnswers)(`secrets of one's own${skipped}`, () => {
  test('are what the system then works with; the public password is refused', async () => {
    using folder = temporaryFolder()
    await makeSecrets(join(folder.path, 'own'))
    await using system = await composeUp({ env: { SECRETS: join(folder.path, 'own') } })
    expect((await fetch(`${system.url}/api/products/compass`)).status).toBe(200)
    const login = ['redis-cli', 'AUTH', 'orders', 'development-only']
    expect(await system.compose('exec', '-T', 'redis', ...login)).toMatch(/WRONGPASS/)
  })

  test.each(FILES)('without %s Compose says which file is missing', async (name) => {
    using folder = temporaryFolder()
    await makeSecrets(folder.path)
    rmSync(join(folder.path, name))
    const started = composeUp({
      args: [name === 'users.acl' ? 'redis' : name.split('-')[0]!],
      env: { SECRETS: folder.path },
    })
    await expect(started).rejects.toThrow(join(folder.path, name))
  })

  test.each([
    ['catalog', 'catalog-store-url'],
    ['redis', 'users.acl'],
  ])('%s names the file %s where it cannot read it', async (service, name) => {
    using folder = temporaryFolder()
    await makeSecrets(folder.path)
    chmodSync(join(folder.path, name), 0o600)
    const started = composeUp({ args: [service], env: { SECRETS: folder.path } })
    await expect(started).rejects.toThrow(`/run/secrets/${name}`)
  })
})
