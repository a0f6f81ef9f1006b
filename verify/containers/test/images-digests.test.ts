import { appendFileSync, chmodSync, globSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { copyOfSources } from '@slipway/harness'
import { releaseDigests, skipped } from '@slipway/harness/docker'
import { APPS } from '@slipway/services'
import { dockerAvailable } from '@slipway/testing'
import { LIBS, libsOf } from '@slipway/tools'
import { describe, expect, test } from 'vitest'

const usersOf = (lib: string) => APPS.filter((app) => libsOf(`apps/${app}`).includes(lib))

describe.skipIf(!dockerAvailable)(`the digests of the images${skipped}`, () => {
  test('are the same for two builds of one commit, whatever the umask and the date of the checkout', async () => {
    using one = await copyOfSources()
    using other = await copyOfSources()
    for (const file of globSync('{apps,libs}/**/*.*', { cwd: other.path })) {
      chmodSync(join(other.path, file), 0o600)
      utimesSync(join(other.path, file), 1e9, 1e9) // older than the commit
    }
    const digests = await releaseDigests(one.path)
    expect(await releaseDigests(other.path, '--no-cache')).toEqual(digests)
  })

  const changes: [file: string, apps: string[]][] = [
    [`apps/${APPS[0]}/src/main.ts`, APPS.slice(0, 1)],
    // Libs that only some of the apps use.
    ...LIBS.map((lib): [string, string[]] => [`${lib}/src/index.ts`, usersOf(lib)]).filter(
      ([, apps]) => apps.length > 0 && apps.length < APPS.length,
    ),
  ]
  test.each(changes)('change with %s for %j, and for no other', async (file, apps) => {
    using copy = await copyOfSources()
    const before = await releaseDigests(copy.path)
    appendFileSync(join(copy.path, file), '// changed\n')
    const after = await releaseDigests(copy.path)
    expect(APPS.filter((app) => after[app] !== before[app])).toEqual(apps)
  })

  test('are the same when only tests, documents or tools change', async () => {
    using copy = await copyOfSources()
    const before = await releaseDigests(copy.path)
    for (const file of ['libs/contracts/test/new.test.ts', 'docs/new.md', 'tools/src/new.ts', '.env']) {
      mkdirSync(dirname(join(copy.path, file)), { recursive: true })
      writeFileSync(join(copy.path, file), '// new\n')
    }
    expect(await releaseDigests(copy.path)).toEqual(before)
  })

  test('exist for another platform too, as nothing runs on it during the build', async () => {
    using copy = await copyOfSources()
    const platform = process.arch === 'arm64' ? 'linux/amd64' : 'linux/arm64'
    const elsewhere = [`--set=*.platform=${platform}`, '--set=*.args.RUN_IMAGE=scratch']
    expect(Object.keys(await releaseDigests(copy.path, ...elsewhere))).toEqual(APPS)
  })
})
