import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { dockerAnswers } from '@slipway/testing'
import { APPS } from '@slipway/tools'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docker, PREFIX, skipped } from './engine.ts'
import { libsOf, removeImages, runImages } from './images.ts'

const shell = promisify(execFile)
const REGISTRY = `${PREFIX}-${randomUUID()}`
const LABELS = { VERSION: '1.2.3', REVISION: 'c0ffee0', SOURCE_DATE_EPOCH: '1700000000' }
const SOURCE_URL = 'https://example.com/slipway'

describe.skipIf(!dockerAnswers)(`the images${skipped}`, () => {
  let output: string
  beforeAll(async () => {
    const { code, stdout, stderr } = await runImages([], { ...LABELS, SOURCE_URL, REGISTRY })
    expect(code, stderr).toBe(0)
    output = stdout
  })
  afterAll(() => removeImages(REGISTRY))

  it.each(APPS)('%s adds at most 40 MB to its base', (app) => {
    const line = new RegExp(`^${app} +${REGISTRY}/${app}:1.2.3 sha256:[0-9a-f]{64} \\+([\\d.]+) MB$`, 'm')
    const added = Number(line.exec(output)?.[1])
    expect(added, output).toBeGreaterThan(5)
    expect(added).toBeLessThanOrEqual(40)
  })

  it.each(APPS)('%s holds its app, the libs it uses and production dependencies', async (app) => {
    const files = await filesOf(app)
    const ours = files.filter((file) => /^app\/(apps|libs)\/./.test(file))
    const folders = new Set(
      ours.map((file) => file.split('/').slice(1, 3).join('/')).filter((f) => f.includes('/')),
    )
    folders.delete('apps/')
    folders.delete('libs/')
    expect([...folders].sort()).toEqual([`apps/${app}`, ...libsOf(`apps/${app}`)])
    // Of each, package.json and the sources: no test, no configuration.
    expect(
      ours.filter((file) => !/^app\/(apps|libs)\/([^/]+\/(package\.json|src\/.*)?)?$/.test(file)),
    ).toEqual([])
    const development = /node_modules\/(vitest|typescript|nx|testcontainers|supertest|@biomejs|@types|@nx)\//
    expect(files.filter((file) => development.test(file))).toEqual([])
  })

  it.each(APPS)('%s holds no shell and no package manager', async (app) => {
    const programs = /(^|\/)(sh|bash|dash|ash|busybox|npm|npx|corepack|yarn|pnpm|apt|apt-get|dpkg|curl|wget)$/
    expect((await filesOf(app)).filter((file) => programs.test(file))).toEqual([])
    const run = docker(['run', '--rm', '--entrypoint', 'sh', image(app), '-c', 'true'])
    await expect(run).rejects.toThrow('executable file not found')
  })

  it.each(APPS)('%s runs as 65532, without a shell, and says where it comes from', async (app) => {
    const config = JSON.parse(await docker(['image', 'inspect', '--format', '{{json .Config}}', image(app)]))
    expect(config.User).toBe('65532')
    expect(config.Entrypoint).toEqual(['/nodejs/bin/node', `apps/${app}/src/main.ts`])
    expect(config.Healthcheck.Test).toEqual([
      'CMD',
      '/nodejs/bin/node',
      'libs/service-kit/src/healthcheck.ts',
    ])
    expect(config.Labels).toEqual({
      'org.opencontainers.image.title': `slipway ${app}`,
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.source': SOURCE_URL,
      'org.opencontainers.image.revision': LABELS.REVISION,
      'org.opencontainers.image.version': LABELS.VERSION,
      'org.opencontainers.image.created': '2023-11-14T22:13:20Z',
    })
  })

  it.each(APPS)(
    '%s starts on a read-only file system, becomes healthy, and drains on SIGTERM',
    async (app) => {
      const needs = [
        'STORE_URL=sqlite:/data/store.db',
        'CATALOG_URL=http://127.0.0.1:1',
        'ORDERS_URL=http://127.0.0.1:1',
      ]
      const container = await docker([
        ...['run', '--detach', '--name', `${REGISTRY}-${app}`, '--read-only', '--tmpfs', '/data:uid=65532'],
        ...[
          '--cap-drop',
          'ALL',
          '--security-opt',
          'no-new-privileges',
          ...needs.flatMap((one) => ['--env', one]),
        ],
        image(app),
      ])
      try {
        const state = async () =>
          JSON.parse(await docker(['inspect', '--format', '{{json .State}}', container]))
        await expect.poll(async () => (await state()).Health.Status, { timeout: 60_000 }).toBe('healthy')
        await docker(['stop', '--timeout', '30', container])
        expect((await state()).ExitCode).toBe(0)
        expect(await docker(['logs', container])).toContain('"msg":"draining"')
      } finally {
        await docker(['rm', '--force', container])
      }
    },
  )
})

const image = (app: string) => `${REGISTRY}/${app}:1.2.3`

async function filesOf(app: string): Promise<string[]> {
  const container = await docker(['create', image(app)])
  const options = { maxBuffer: 64 * 1024 * 1024 }
  const list = await shell('sh', ['-c', `docker export ${container} | tar -tf -`], options)
  await docker(['rm', container])
  return list.stdout.trim().split('\n')
}
