import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { leaks, STORED } from '@slipway/harness'
import { composeUp, secretsIn, skipped } from '@slipway/harness/docker'
import { PUBLIC_SERVICES, ROOT } from '@slipway/services'
import { dockerAvailable, runCommand, temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { visibleOf } from './visible.ts'

/** Each file, and the container that reads it. */
const READERS: Record<string, string> = {
  ...Object.fromEntries(STORED.map((name) => [`${name}-store-url`, name])),
  'users.acl': 'redis',
}
const FILES = Object.keys(READERS)
const [service] = STORED as [string]

/** Runs the command behind `npm run secrets`, with a umask that would keep the containers from reading the files. */
function makeSecrets(...args: string[]) {
  const script = 'umask 077; exec node_modules/.bin/node tools/src/secrets.ts "$@"'
  return runCommand('sh', ['-c', script, 'sh', ...args], { cwd: ROOT })
}

describe('npm run secrets', () => {
  test('writes new passwords each time, for the same users with the same rights', async () => {
    using folder = temporaryFolder()
    const own = join(folder.path, 'own')
    const read = (name: string) => readFileSync(join(own, name), 'utf8')
    const rights = (acl: string) => acl.replaceAll(/#[0-9a-f]{64}/g, '#')
    expect((await makeSecrets(own)).stdout).toContain(`SECRETS=${own} docker compose up`)
    const first = FILES.map(read)
    await makeSecrets(own, '--force')
    const second = FILES.map(read)

    expect(new Set([...first, ...second]).size).toBe(2 * FILES.length)
    const development = readFileSync(join(ROOT, 'docker/redis/development/users.acl'), 'utf8')
    expect(rights(read('users.acl'))).toBe(rights(development))
    expect(new Set(read('users.acl').match(/#[0-9a-f]{64}/g)).size).toBe(STORED.length) // each has its own
  })

  test('changes no existing file without --force', async () => {
    using folder = temporaryFolder()
    await makeSecrets(folder.path)
    const [removed, ...kept] = FILES as [string, ...string[]]
    const read = () => kept.map((name) => readFileSync(join(folder.path, name), 'utf8'))
    const before = read()
    rmSync(join(folder.path, removed))
    const { code, stderr } = await makeSecrets(folder.path)
    expect(code).toBe(1)
    expect(stderr).toContain(`already holds ${kept.join(', ')}, identity.`)
    expect(read()).toEqual(before)
    expect(existsSync(join(folder.path, removed))).toBe(false)
  })

  test('keeps other users of the machine out, and lets those of the containers read', async () => {
    using folder = temporaryFolder()
    const own = join(folder.path, 'own')
    await makeSecrets(own)
    expect(statSync(own).mode & 0o777).toBe(0o700)
    for (const name of FILES) expect(statSync(join(own, name)).mode & 0o777).toBe(0o644)
  })
})

describe.skipIf(!dockerAvailable)(`your own secrets${skipped}`, () => {
  test('are the ones that the system works with; the public password is rejected', async () => {
    using folder = temporaryFolder()
    const own = join(folder.path, 'own')
    await makeSecrets(own)
    await using system = await composeUp({ env: { SECRETS: own } })
    for (const { path } of PUBLIC_SERVICES) expect((await fetch(system.url + path)).status).toBe(200)
    const login = ['redis-cli', 'AUTH', service, 'development-only']
    expect(await system.compose('exec', '-T', 'redis', ...login)).toMatch(/WRONGPASS/)

    const visible = await visibleOf(system)
    expect(visible['docker inspect']).toContain(`/run/secrets/${service}-store-url`) // what may be seen of them
    expect(leaks(secretsIn(own), visible)).toEqual([])
  })

  test.each(FILES)('Compose names the missing file %s', async (name) => {
    using folder = temporaryFolder()
    await makeSecrets(folder.path)
    rmSync(join(folder.path, name))
    const started = composeUp({ args: [READERS[name]!], env: { SECRETS: folder.path } })
    await expect(started).rejects.toThrow(join(folder.path, name))
  })

  test.each([`${service}-store-url`, 'users.acl'])('the log names the unreadable file %s', async (name) => {
    using folder = temporaryFolder()
    await makeSecrets(folder.path)
    chmodSync(join(folder.path, name), 0o600)
    const started = composeUp({ args: [READERS[name]!], env: { SECRETS: folder.path } })
    await expect(started).rejects.toThrow(`/run/secrets/${name}`)
  })
})
