import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS, ROOT } from '@slipway/tools'
import { describe, expect, it } from 'vitest'
import { libsOf } from './images.ts'

const read = (folder: string) => readFileSync(join(ROOT, folder, 'Dockerfile'), 'utf8')
const hadolint = version() ? '' : ' (skipped: hadolint is not on the PATH)'

describe.each(APPS)('the Dockerfile of %s', (app) => {
  const folders = [`apps/${app}`, ...libsOf(`apps/${app}`)].sort()
  const copied = (pattern: RegExp) =>
    [...read(`apps/${app}`).matchAll(pattern)].map(([, folder]) => folder).sort()

  it('installs the dependencies of the app and of the libs that it uses', () => {
    expect(copied(/^COPY (\S+)\/package\.json \S+\/$/gm)).toEqual(folders)
  })

  it('copies the app and the libs that it uses into the image', () => {
    expect(copied(/^COPY --chmod=755 (\S+) \1$/gm)).toEqual(folders)
  })

  it('copies their sources for development', () => {
    expect(copied(/^COPY --chown=1000:1000 (\S+)\/src \1\/src$/gm)).toEqual(folders)
  })
})

describe.skipIf(hadolint)(`hadolint${hadolint}`, () => {
  const folders = [...APPS.map((app) => `apps/${app}`), 'e2e']
  it.each(folders)('has nothing to say about %s/Dockerfile, which ignores none of its rules', (folder) => {
    expect(lint(folder)).toBe('')
    expect(read(folder)).not.toContain('hadolint')
  })
})

describe('bake', () => {
  it('builds every app', () => {
    const bake = readFileSync(join(ROOT, 'docker/bake.hcl'), 'utf8')
    const lists = [...bake.matchAll(/(?:targets|app) += (\[".*?"\])/g)].map(([, list]) =>
      JSON.parse(list!).sort(),
    )
    expect(lists).toEqual([APPS, APPS])
  })
})

function lint(folder: string): string {
  try {
    return execFileSync('hadolint', ['--no-color', join(ROOT, folder, 'Dockerfile')], {
      encoding: 'utf8',
    })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

function version(): boolean {
  try {
    execFileSync('hadolint', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
