import { appendFileSync, chmodSync, globSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dockerAnswers } from '@slipway/testing'
import { APPS } from '@slipway/tools'
import { describe, expect, it } from 'vitest'
import { skipped } from './engine.ts'
import { copyOfSources, libsOf, releaseDigests } from './images.ts'

describe.skipIf(!dockerAnswers)(`the digests of the images${skipped}`, () => {
  it('are the same for two builds of one commit, whatever the umask and the date of the checkout', async () => {
    await using one = await copyOfSources()
    await using other = await copyOfSources()
    for (const file of globSync('{apps,libs}/**/*.*', { cwd: other.path })) {
      chmodSync(join(other.path, file), 0o600)
      utimesSync(join(other.path, file), 1e9, 1e9) // older than the commit
    }
    const digests = await releaseDigests(one.path)
    expect(await releaseDigests(other.path, '--no-cache')).toEqual(digests)
  })

  it.each(['apps/orders', 'libs/store', 'libs/upstream'])(
    'of others stay when %s changes',
    async (folder) => {
      await using copy = await copyOfSources()
      const before = await releaseDigests(copy.path)
      appendFileSync(
        join(copy.path, folder, 'src', folder.startsWith('apps') ? 'main.ts' : 'index.ts'),
        '// changed\n',
      )
      const after = await releaseDigests(copy.path)
      const uses = (app: string) => folder === `apps/${app}` || libsOf(`apps/${app}`).includes(folder)
      expect(APPS.filter((app) => after[app] !== before[app])).toEqual(APPS.filter(uses))
    },
  )

  it('stay when only tests, documents or tools change', async () => {
    await using copy = await copyOfSources()
    const before = await releaseDigests(copy.path)
    for (const file of ['libs/contracts/test/new.test.ts', 'docs/new.md', 'tools/src/new.ts', '.env']) {
      mkdirSync(join(copy.path, file, '..'), { recursive: true })
      writeFileSync(join(copy.path, file), '// new\n')
    }
    expect(await releaseDigests(copy.path)).toEqual(before)
  })

  it('can be made for another platform, as nothing runs on it while building', async () => {
    await using copy = await copyOfSources()
    const platform = process.arch === 'arm64' ? 'linux/amd64' : 'linux/arm64'
    const elsewhere = [`--set=*.platform=${platform}`, '--set=*.args.RUN_IMAGE=scratch']
    expect(Object.keys(await releaseDigests(copy.path, ...elsewhere))).toEqual(APPS)
  })
})
