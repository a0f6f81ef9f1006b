import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { apply } from '../../src/rename/apply.ts'
import { type Identity, readIdentity } from '../../src/rename/identity.ts'
import { upgrade } from '../../src/upgrade/upgrade.ts'
import { clone, createTemplate, type Repository } from '../rename/template.ts'

/** Each of them starts git and Biome some ten times. */
const TIMEOUT = 120_000

const TIDE = {
  name: 'tide-table',
  title: 'Tide Table',
  domain: 'tides.example.org',
  owner: 'Ann',
  year: 2021,
}

const rename = (copy: Repository, identity: Identity) => {
  apply(copy.path, identity)
  copy.commit('Rename')
}

/** A template, and a renamed copy of its version 0.1.0. */
function createCopy() {
  const template = createTemplate()
  const copy = clone(template)
  const commit = copy.git('rev-parse', 'HEAD').trim()
  rename(copy, { ...TIDE, template: { version: '0.1.0', commit } })
  return { template, copy, read: (file: string) => readFileSync(join(copy.path, file), 'utf8') }
}

/** The next version of a template: files with their text, or undefined for those that are deleted. */
function release(template: Repository, tag: string, files: Record<string, string | undefined>): void {
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) template.git('rm', '--quiet', file)
    else template.write(file, text)
  }
  template.commit(tag)
  template.git('tag', tag)
}

const take = (copy: Repository, template: Repository, tag: string) => {
  using _silent = vi.spyOn(console, 'log').mockImplementation(() => {})
  upgrade(copy.path, template.path, tag, readIdentity(copy.path) as Required<Identity>)
}

test(
  'a version is merged without conflict into what the copy has changed elsewhere, and so is the next',
  () => {
    const { template, copy, read } = createCopy()
    copy.write('docs/tide-table.md', read('docs/tide-table.md').replace('Three.', 'Ours.'))
    copy.write('own.md', 'Ours\n')
    copy.commit('Our own')
    release(template, 'v0.2.0', {
      'docs/wharf.md': '# Wharf\n\nOne of wharf.\n\nTwo.\n\nThree.\n',
      'docs/new.md': 'New in Wharf.\n',
      'apps/items/main.ts': undefined,
      'libs/buoy/index.ts': "export const name = '@wharf/buoy'\n",
    })
    template.git('mv', 'libs/store', 'libs/stores')
    template.commit('Moved')
    template.git('tag', '--force', 'v0.2.0')

    take(copy, template, 'v0.2.0')
    expect(copy.git('status', '--porcelain')).toBe('')
    expect(read('docs/tide-table.md')).toBe('# Tide Table\n\nOne of tide-table.\n\nTwo.\n\nOurs.\n')
    expect(read('docs/new.md')).toBe('New in Tide Table.\n')
    expect(existsSync(join(copy.path, 'apps/items/main.ts'))).toBe(false)
    expect(read('own.md')).toBe('Ours\n')
    expect(read('libs/buoy/index.ts')).toContain('@tide-table/buoy')
    expect(existsSync(join(copy.path, 'libs/stores/package.json'))).toBe(true)
    expect(readIdentity(copy.path)).toMatchObject({ ...TIDE, template: { version: '0.2.0' } })

    release(template, 'v0.3.0', { 'docs/new.md': 'Newer in Wharf.\n' })
    take(copy, template, 'v0.3.0')
    expect(read('docs/new.md')).toBe('Newer in Tide Table.\n')
    expect(copy.git('log', '--format=%s', 'template').trim().split('\n')).toEqual([
      'The template, version 0.3.0, renamed',
      'The template, version 0.2.0, renamed',
      'The template, version 0.1.0, renamed',
    ])
  },
  TIMEOUT,
)

test(
  'what both have changed is a conflict of git, and no other file is in it; after giving up, it can be taken',
  () => {
    const { template, copy, read } = createCopy()
    copy.write('docs/tide-table.md', read('docs/tide-table.md').replace('Two.', 'Our two.'))
    copy.commit('Our own')
    release(template, 'v0.2.0', {
      'docs/wharf.md': '# Wharf\n\nOne.\n\nTwo of wharf.\n',
      'docs/new.md': 'New.\n',
    })
    expect(() => take(copy, template, 'v0.2.0')).toThrow(
      /CONFLICT.*docs\/tide-table\.md[\s\S]*git merge --abort/,
    )
    expect(copy.git('diff', '--name-only', '--diff-filter=U')).toBe('docs/tide-table.md\n')
    expect(read('docs/tide-table.md')).toMatch(
      /<<<<<<<[\s\S]*Our two\.[\s\S]*=======[\s\S]*Two of tide-table\.[\s\S]*>>>>>>>/,
    )

    copy.git('merge', '--abort')
    expect(readIdentity(copy.path)).toMatchObject({ template: { version: '0.1.0' } })
    copy.git('revert', '--no-edit', 'HEAD^') // our own, below the merge that records the version
    take(copy, template, 'v0.2.0')
    expect(read('docs/tide-table.md')).toContain('Two of tide-table.')
    expect(read('docs/new.md')).toBe('New.\n')
  },
  TIMEOUT,
)

test(
  'a copy without the history of the template, renamed a second time, is merged too',
  () => {
    const { template, copy, read } = createCopy()
    copy.git('checkout', '--quiet', '--orphan', 'fresh')
    copy.commit('Begin')
    const { template: made } = readIdentity(copy.path)
    rename(copy, { ...TIDE, name: 'ebb', title: 'Ebb', template: { ...made!, commit: '0'.repeat(40) } })
    release(template, 'v0.2.0', { 'docs/wharf.md': '# Wharf\n\nNone.\n' })
    take(copy, template, 'v0.2.0')
    expect(read('docs/ebb.md')).toBe('# Ebb\n\nNone.\n')
  },
  TIMEOUT,
)

test(
  'what cannot be done is refused with its reason, and changes nothing',
  () => {
    const { template, copy } = createCopy()
    const head = copy.git('rev-parse', 'HEAD')
    expect(() => take(copy, template, 'v9')).toThrow('has no tag "v9". It has: v0.1.0.')
    const nowhere = { ...template, path: '/no/such/template' }
    expect(() => take(copy, nowhere, 'v0.1.0')).toThrow('/no/such/template cannot be fetched.')
    take(copy, template, 'v0.1.0') // it has that one
    const made = readIdentity(copy.path) as Required<Identity>
    made.template = { version: '7.0.0', commit: '0'.repeat(40) }
    expect(() => upgrade(copy.path, template.path, 'v0.1.0', made)).toThrow(
      /has neither the commit 0+ nor the tag v7/,
    )
    release(template, 'v0.2.0', { 'tools/src/rename/pristine.ts': undefined })
    expect(() => take(copy, template, 'v0.2.0')).toThrow('0.2.0 of the template cannot rename itself')
    expect(copy.git('rev-parse', 'HEAD')).toBe(head)
    expect(copy.git('status', '--porcelain')).toBe('')
  },
  TIMEOUT,
)
