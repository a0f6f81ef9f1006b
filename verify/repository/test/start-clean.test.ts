import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Copy, shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { dockerAvailable, temporaryFolder } from '@slipway/testing'
import { REMOVED, SECTIONS, succeeds } from '@slipway/tools'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { committedCopy, inCopy, MINUTES } from './in-copy.ts'
import { npmStart } from './npm-start.ts'

const kubectl = await succeeds('kubectl', ['version', '--client'])
const page = readFileSync(join(ROOT, 'docs/template.md'), 'utf8')
const [section] = page.split(/^## /m).filter((one) => one.startsWith('Start clean\n'))
const [documented] = shellLines(section!)

/** What no file says any more, and where it has another meaning. */
const SHOP = 'catalog|orders|start-clean|crash-test|crash-points|explain --'
const NOT_SEARCHED = [
  'CHANGELOG.md', // the history of the template
  'package-lock.json', // names packages; below is a test that npm would write the same
]

test.each(REMOVED)('%s is there to be removed', (pattern) => {
  expect(globSync(pattern, { cwd: ROOT })).not.toEqual([])
})

test.each(Object.entries(SECTIONS))('%s has the sections that it removes', (file, titles) => {
  const headings = readFileSync(join(ROOT, file), 'utf8').match(/^#+ .*$/gm)!
  expect(headings.map((line) => line.replace(/^#+ /, ''))).toEqual(expect.arrayContaining(titles))
})

/** In one copy; the next test needs what the one before has made. */
describe(`after ${documented}`, () => {
  let copy: Copy
  let { succeed, shell, commit, run, vitest, containers } = {} as ReturnType<typeof inCopy>
  beforeAll(async () => {
    copy = await committedCopy()
    ;({ succeed, shell, commit, run, vitest, containers } = inCopy(copy))
  }, 5 * MINUTES)
  afterAll(() => copy?.[Symbol.dispose](), 2 * MINUTES)

  test('a tree with changes is refused, and stays as it is', async () => {
    await shell('echo >changed.txt')
    const { code, stderr } = await run('sh', '-c', documented!)
    expect(code).toBe(1)
    expect(stderr).toMatch(/changes that are not committed.*\n.*changed.txt\nNothing was changed.\n/)
    expect(await succeed('git', 'status', '--porcelain')).toBe('?? changed.txt\n')
    await shell('rm changed.txt')
  })

  test(
    'there are a gateway and one service, and nothing is left to do by hand',
    async () => {
      const output = await shell(documented!)
      expect(output).toContain(
        'Left are the gateway and apps/things, a service on port 3001, at /api/things.',
      )
      expect(output).not.toContain('by hand')
      await commit()
      expect(globSync('apps/*', { cwd: copy.path }).sort()).toEqual(['apps/gateway', 'apps/things'])
    },
    5 * MINUTES,
  )

  test('no file speaks of the shop', async () => {
    const pathspecs = NOT_SEARCHED.map((file) => `:!${file}`)
    const { stdout } = await run('git', 'grep', '-niE', SHOP, '--', ...pathspecs)
    expect(stdout).toBe('')
  })

  test('every link, npm script and project that a page names is there', async () => {
    const { scripts } = JSON.parse(readFileSync(join(copy.path, 'package.json'), 'utf8'))
    for (const file of globSync('{*,docs/*,templates/**/*}.md', { cwd: copy.path })) {
      if (file === 'CHANGELOG.md') continue
      const text = readFileSync(join(copy.path, file), 'utf8')
      for (const [, path] of text.matchAll(/\]\((?!\w+:)([^)#\s]+)/g))
        expect(existsSync(join(copy.path, dirname(file), path!)), `${file}: ${path}`).toBe(true)
      for (const [, script] of text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g))
        expect(scripts, file).toHaveProperty([script!])
    }
  })

  test(
    'it is formatted, has no findings, all its types are right, and npm would write the same lock file',
    async () => {
      await succeed('npx', 'biome', 'check', '--error-on-warnings', '.')
      await shell('npx tsc --build $(git ls-files "*tsconfig.json")')
      await shell('npm install --package-lock-only --offline --ignore-scripts')
      expect(await succeed('git', 'status', '--porcelain')).toBe('')
    },
    5 * MINUTES,
  )

  // In full, of the projects whose sources the command has changed; of two, whose other tests need minutes, what reads the
  // whole repository, and the gateway's start and routes. The type checker has seen the rest, and in the checkout itself
  // `npm test` has run it.
  test.each<[string, string[]]>([
    ['acceptance', []],
    ['apps/gateway', ['docs', 'openapi', 'routing', 'startup'].map((name) => `test/${name}.test.ts`)],
    ['apps/things', []],
    ['libs/contracts', []],
    ['libs/observe', []],
    ['libs/telemetry', []],
    ['libs/testing', []],
    ['tools', ['test/places.test.ts', 'test/services', 'test/identity']],
  ])('the tests of %s pass', async (project, files) => void (await vitest(project, ...files)), 5 * MINUTES)

  test(
    'npm start runs it, and what is written through the gateway is read',
    async () => {
      using data = temporaryFolder()
      await using system = await npmStart(data.path, ['start'], copy.path)
      const [put, get] = system.output().match(/curl .*api\/things.*/g)!
      expect(await succeed('sh', '-c', put!)).toMatch(/^HTTP\/1.1 201/)
      expect(await succeed('sh', '-c', get!)).toContain('"items":[{"id":"first","name":"The first one"}]')
      expect((await fetch(system.url, { redirect: 'manual' })).headers.get('location')).toBe('/api/docs')
    },
    2 * MINUTES,
  )

  test.skipIf(!dockerAvailable)(
    `Compose and Swarm accept it${dockerAvailable ? '' : ' (skipped: no Docker Engine responds)'}`,
    async () => {
      const { services } = await containers()
      expect(services.trim().split('\n').sort()).toEqual(['gateway', 'keycloak', 'redis', 'things'])
    },
  )

  test.skipIf(!kubectl)(
    `kubectl kustomize renders every overlay${kubectl ? '' : ' (skipped: kubectl is not on the PATH)'}`,
    async () => {
      for (const overlay of globSync('k8s/{overlays/*,skaffold/dev}', { cwd: copy.path }))
        expect(await succeed('kubectl', 'kustomize', overlay)).toMatch(/kind: Deployment[\s\S]*name: things/)
    },
  )

  test(
    'the command of its page makes a service that it calls: its first call',
    async () => {
      const [command] = shellLines(readFileSync(join(copy.path, 'docs/template.md'), 'utf8')).filter((line) =>
        line.endsWith(' --called-by things'),
      )
      const output = await shell(command!)
      expect(output).toContain('Made apps/payments, a service on port 3002, at /api/payments.')
      expect(output).toContain('things does not call payments yet:')
      expect(output).not.toContain('by hand')
      await succeed('npx', 'biome', 'check', '--error-on-warnings', 'apps', 'acceptance')
      await succeed('npx', 'tsc', '--build', 'apps/things', 'apps/payments')
      await vitest('tools', 'test/places.test.ts', 'test/services')
    },
    5 * MINUTES,
  )
})
