import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS, ROOT } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { succeeds } from '@slipway/tools'
import { describe, expect, test } from 'vitest'

const read = (folder: string) => readFileSync(join(ROOT, folder, 'Dockerfile'), 'utf8')
const hadolint = (await succeeds('hadolint', ['--version'])) ? '' : ' (skipped: hadolint is not on the PATH)'

describe.skipIf(hadolint)(`hadolint${hadolint}`, () => {
  const folders = [...APPS.map((app) => `apps/${app}`), 'acceptance']
  test.each(folders)('has no findings in %s/Dockerfile, which ignores none of its rules', async (folder) => {
    const file = join(ROOT, folder, 'Dockerfile')
    expect((await runCommand('hadolint', ['--no-color', file])).stdout).toBe('')
    expect(read(folder)).not.toContain('hadolint')
  })
})
