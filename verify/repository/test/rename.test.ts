import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Copy, copyOfSources, installFromCheckout, shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { dockerAvailable, outputOf, runCommand, temporaryFolder } from '@slipway/testing'
import { succeeds } from '@slipway/tools'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINUTES, NOT_INHERITED } from './in-copy.ts'
import { npmStart } from './npm-start.ts'

const kubectl = await succeeds('kubectl', ['version', '--client'])
const commands = shellLines(readFileSync(join(ROOT, 'docs/template.md'), 'utf8'))

/** In parts: a name that stands in a file already is refused. */
const NAME = ['ebb', 'tide'].join('-')
const TITLE = ['The', 'Ebb', 'Tide'].join(' ')
const DOMAIN = [NAME, 'test'].join('.')

const person = { name: 'Ada', email: 'ada@example.net' }
const env = {
  ...NOT_INHERITED,
  GIT_AUTHOR_NAME: person.name,
  GIT_AUTHOR_EMAIL: person.email,
  GIT_COMMITTER_NAME: person.name,
  GIT_COMMITTER_EMAIL: person.email,
}

const template = await copyOfSources()
const copy = temporaryFolder()
const run = (folder: Copy, program: string, ...args: string[]) =>
  runCommand(program, args, { cwd: folder.path, env })
const shell = (folder: Copy, script: string) => outputOf('sh', ['-ec', script], { cwd: folder.path, env })
const read = (folder: Copy, file: string) => readFileSync(join(folder.path, file), 'utf8')
const edit = (folder: Copy, file: string, change: (text: string) => string) =>
  writeFileSync(join(folder.path, file), change(read(folder, file)))

/** What the checkout is called: in a renamed copy of it, these tests rename once more. */
const old = JSON.parse(read(template, '.template.json')) as { name: string; title: string }

let output: string
beforeAll(async () => {
  await shell(
    template,
    'git init --quiet --initial-branch=main; git add --all; git commit --quiet -m One; git tag v0.1.0',
  )
  await shell(copy, `git clone --quiet ${template.path} .`)
  await installFromCheckout(copy)
  const command = commands.find((line) => line.startsWith('npm run rename -- '))!
  const answers = `-- ${NAME} --title "${TITLE}" --domain ${DOMAIN}`
  output = await shell(copy, command.replace(/-- \S+ --title "[^"]+" --domain \S+/, answers))
}, 10 * MINUTES)
afterAll(() => {
  copy[Symbol.dispose]()
  template[Symbol.dispose]()
})

test('the old name remains in the licence and the changelog alone, as the command lists', async () => {
  const { stdout } = await run(
    copy,
    'git',
    'grep',
    '--untracked',
    '--ignore-case',
    '--files-with-matches',
    old.name,
  )
  expect(stdout.trim().split('\n')).toEqual(['CHANGELOG.md', 'LICENSE'])
  const listed = output.matchAll(/^ {2}(\S+):\d+$/gm)
  expect([...new Set(Array.from(listed, ([, file]) => file))]).toEqual(['CHANGELOG.md', 'LICENSE'])
})

test(
  'it is formatted, has no lint errors, and all its types are right',
  async () => {
    expect(await run(copy, 'npx', 'biome', 'check', '--error-on-warnings', '.')).toMatchObject({ code: 0 })
    const { code, stdout } = await run(copy, 'sh', '-c', 'npx tsc --build $(git ls-files "*tsconfig.json")')
    expect(code, stdout).toBe(0)
  },
  5 * MINUTES,
)

test('its lock file is the one that npm would write', async () => {
  const before = read(copy, 'package-lock.json')
  await shell(copy, 'npm install --package-lock-only --offline --ignore-scripts')
  expect(read(copy, 'package-lock.json')).toBe(before)
})

test.skipIf(!dockerAvailable)(
  `docker compose config is valid${dockerAvailable ? '' : ' (skipped: no Docker Engine responds)'}`,
  async () => {
    const { stdout } = await run(copy, 'docker', 'compose', 'config')
    expect(stdout).toMatch(new RegExp(`^name: ${NAME}$`, 'm'))
  },
)

test.skipIf(!kubectl)(
  `kubectl kustomize renders every overlay${kubectl ? '' : ' (skipped: kubectl is not on the PATH)'}`,
  async () => {
    const overlays = (await shell(copy, 'ls k8s/overlays')).split('\n')
    for (const overlay of overlays) {
      const { code, stdout, stderr } = await run(copy, 'kubectl', 'kustomize', `k8s/overlays/${overlay}`)
      expect({ overlay, code, stderr }).toEqual({ overlay, code: 0, stderr: '' })
      expect(stdout).toContain(`namespace: ${NAME}`)
    }
  },
)

test('npm start runs it, and an order is placed', async () => {
  using data = temporaryFolder()
  await using system = await npmStart(data.path, ['start'], copy.path)
  const [command] = /curl .*api\/orders -H.*/.exec(system.output()) ?? []
  const { stdout } = await runCommand('sh', ['-c', command!])
  expect(stdout).toMatch(/^HTTP\/1.1 201/)
})

test(
  'an upgrade merges the template’s changes, a dependency too, into what the copy has changed',
  async () => {
    await shell(copy, commands.find((line) => line.startsWith('git add --all && git commit'))!)
    edit(copy, 'README.md', (text) => `${text}\nOur own line.\n`)
    edit(copy, 'tools/package.json', (text) =>
      text.replace('"dependencies": {', '"dependencies": {\n    "undici": "*",'),
    )
    await shell(copy, 'npm install --package-lock-only --prefer-offline && git commit --quiet --all -m Ours')

    edit(template, 'docs/glossary.md', (text) => `${text}| ${old.name} | new |\n`) // untouched in the copy
    edit(template, 'README.md', (text) => text.replace(/^# .*\n/, '$&\nNew in the template.\n'))
    edit(template, 'package.json', (text) =>
      text.replace('"devDependencies": {', '"devDependencies": {\n    "yaml": "2.9.0",'),
    )
    writeFileSync(
      join(template.path, 'libs/contracts/src/new.ts'),
      `export const from = '@${old.name}/new'\n`,
    )
    await shell(template, 'git rm --quiet docs/page.png; git mv docs/security.md docs/safety.md')
    await shell(
      template,
      'npm install --package-lock-only --prefer-offline && git add --all && git commit --quiet -m Two && git tag v0.2.0',
    )

    const command = commands.find((line) => line.startsWith('npm run upgrade -- '))!
    await shell(copy, command.replace('GIT_URL', template.path).replace('TAG', 'v0.2.0'))
    expect(await shell(copy, 'git status --porcelain')).toBe('')
    const changed = await shell(copy, 'git diff --name-status --no-renames HEAD^ HEAD')
    expect(changed.split('\n')).toEqual([
      'M\t.template.json',
      'M\tREADME.md',
      'M\tdocs/glossary.md',
      'D\tdocs/page.png',
      'A\tdocs/safety.md',
      'D\tdocs/security.md',
      'A\tlibs/contracts/src/new.ts',
      'M\tpackage-lock.json',
      'M\tpackage.json',
    ])
    expect(read(copy, 'libs/contracts/src/new.ts')).toContain(`@${NAME}/new`)
    expect(read(copy, 'README.md')).toMatch(/New in the template[\s\S]*Our own line/)
    const { packages } = JSON.parse(read(copy, 'package-lock.json'))
    expect(packages[''].devDependencies).toHaveProperty('yaml', '2.9.0')
    expect(packages.tools.dependencies).toHaveProperty('undici', '*')
  },
  10 * MINUTES,
)

test('every other command of docs/template.md is run by another test', () => {
  const here = /^npm run (rename|upgrade) |^git add --all/
  expect(commands.filter((line) => !here.test(line))).toEqual([
    'npm test', // deletion.test.ts, in a copy
    'npm run start-clean -- things', // start-clean.test.ts
    'npm run add-service -- payments --called-by orders', // this and the next four: add-service.test.ts
    'npx nx test @slipway/payments',
    'npm start',
    'npm run add-service -- quotes --store none --calls catalog',
    'npm run remove-service -- payments',
    'npm ci && npm test', // deletion.test.ts, in a copy
  ])
})
