import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from '@slipway/services'
import { onTestFinished, vi } from 'vitest'

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
const FILES: Record<string, string> = {
  '.template.json': json({ name: 'wharf', title: 'Wharf', domain: 'wharf.example' }),
  '.gitignore': 'node_modules/\n',
  'biome.json': json({ vcs: { enabled: true, clientKind: 'git', useIgnoreFile: true } }),
  'package.json': json({ name: 'wharf', version: '0.1.0', private: true, workspaces: ['apps/*', 'libs/*'] }),
  'apps/items/package.json': json({
    name: '@wharf/items',
    version: '0.1.0',
    dependencies: { '@wharf/store': '*' },
  }),
  'apps/items/main.ts':
    'import { b } from "@tops/b"\nimport { a } from "@wharf/store"\n\nconsole.log(a, b)\n',
  'libs/store/package.json': json({ name: '@wharf/store', version: '0.1.0' }),
  'docs/wharf.md': '# Wharf\n\nOne.\n\nTwo.\n\nThree.\n',
  LICENSE: 'MIT License\n\nCopyright (c) 2020 The Wharf authors\n\nPermission\n',
  'CHANGELOG.md': '# Changelog\n\nOf Wharf.\n',
}

export interface Repository {
  path: string
  git(...args: string[]): string
  write(file: string, text: string): void
  commit(message: string): void
}

/** A small template in git, with the sources that rename it, tagged v0.1.0. It has no lock file, so npm need not run. */
export function createTemplate(): Repository {
  const template = open(newFolder())
  template.git('init', '--quiet', '--initial-branch=main')
  configure(template)
  for (const [file, text] of Object.entries(FILES)) template.write(file, text)
  for (const source of ['tools/src/rename', 'tools/src/fail.ts'])
    cpSync(join(ROOT, source), join(template.path, source), { recursive: true })
  // The programs that a rename runs, as `npm run` finds them.
  vi.stubEnv('PATH', `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  execFileSync('biome', ['check', '--write', '.'], { cwd: template.path, stdio: 'pipe' }) // its own imports are sorted
  template.commit('One')
  template.git('tag', 'v0.1.0')
  return template
}

/** A clone of it, as a person makes one. */
export function clone(template: Repository): Repository {
  const copy = open(newFolder())
  template.git('clone', '--quiet', template.path, copy.path)
  configure(copy)
  return copy
}

function open(path: string): Repository {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: path, encoding: 'utf8', stdio: 'pipe' })
  return {
    path,
    git,
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true })
      writeFileSync(join(path, file), text)
    },
    commit(message) {
      git('add', '--all')
      git('commit', '--quiet', '--message', message)
    },
  }
}

function configure({ git }: Repository): void {
  git('config', 'user.name', 'Ada')
  git('config', 'user.email', 'ada@example.net')
}

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'slipway-template-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}
