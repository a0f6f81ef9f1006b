import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { apply } from '../../src/rename/apply.ts'
import type { Identity } from '../../src/rename/identity.ts'
import { readIdentity } from '../../src/rename/identity.ts'
import { remaining } from '../../src/rename/remaining.ts'
import { createTemplate } from './template.ts'

/** Each of them starts git, Biome and npm some ten times. */
const TIMEOUT = 120_000

const template = { version: '0.1.0', commit: 'c' }
const TIDE: Identity = {
  name: 'tide-table',
  title: 'Tide Table',
  domain: 'tides.example.org',
  owner: 'Tides Ltd',
  year: 2021,
  template,
}

test(
  'a renamed checkout has the old name in its licence and changelog alone, and its new name in all else',
  () => {
    const copy = createTemplate()
    execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit'], { cwd: copy.path })
    copy.commit('Locked')
    copy.git('tag', 'locked')
    const read = (file: string) => readFileSync(join(copy.path, file), 'utf8')
    const wharf = readIdentity(copy.path)
    apply(copy.path, TIDE)
    expect(remaining(copy.path, wharf).map((place) => place.split(':')[0])).toEqual([
      'CHANGELOG.md',
      'LICENSE',
    ])
    expect(existsSync(join(copy.path, 'docs/tide-table.md'))).toBe(true)
    expect(existsSync(join(copy.path, 'docs/wharf.md'))).toBe(false)
    expect(read('LICENSE')).toContain('2020 The Wharf authors\nCopyright (c) 2021 Tides Ltd\n')
    expect(readIdentity(copy.path)).toEqual(TIDE)
    const { packages } = JSON.parse(read('package-lock.json'))
    expect(packages['node_modules/@tide-table/store']).toEqual({ resolved: 'libs/store', link: true })

    // Once more, to the first name: all is as it was, but for the second copyright line and the record.
    copy.commit('Rename')
    apply(copy.path, { ...wharf, owner: 'Tides Ltd', year: 2021, template })
    copy.git('add', '--all')
    expect(
      copy.git('diff', '--cached', '--name-only', 'locked', '--', '.', ':!tools').trim().split('\n'),
    ).toEqual(['.template.json', 'LICENSE'])
  },
  TIMEOUT,
)

test(
  'the same answers make the same files',
  () => {
    const [one, other] = [createTemplate(), createTemplate()].map((copy) => {
      apply(copy.path, TIDE)
      copy.git('add', '--all')
      return copy.git('write-tree')
    })
    expect(one).toBe(other)
  },
  TIMEOUT,
)
