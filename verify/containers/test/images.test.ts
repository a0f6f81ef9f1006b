import { randomUUID } from 'node:crypto'
import { settingName } from '@slipway/contracts'
import { docker, PREFIX, removeImages, runImages, skipped } from '@slipway/harness/docker'
import { APPS, SERVICES } from '@slipway/services'
import { dockerAvailable, runCommand } from '@slipway/testing'
import { libsOf } from '@slipway/tools'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const REGISTRY = `${PREFIX}-${randomUUID()}`
const LABELS = { VERSION: '1.2.3', REVISION: 'c0ffee0', SOURCE_DATE_EPOCH: '1700000000' }
const SOURCE_URL = 'https://git.example.com/slipway'
const image = (app: string) => `${REGISTRY}/${app}:1.2.3`

describe.skipIf(!dockerAvailable)(`the images${skipped}`, () => {
  let output: string
  beforeAll(async () => {
    const { code, stdout, stderr } = await runImages([], { ...LABELS, SOURCE_URL, REGISTRY })
    expect(code, stderr).toBe(0)
    output = stdout
  })
  afterAll(() => removeImages(REGISTRY))

  test.each(APPS)('%s adds at most 40 MB to its base', (app) => {
    const line = new RegExp(`^${app} +${REGISTRY}/${app}:1.2.3 sha256:[0-9a-f]{64} \\+([\\d.]+) MB$`, 'm')
    const added = Number(line.exec(output)?.[1])
    expect(added, output).toBeGreaterThan(5)
    expect(added).toBeLessThanOrEqual(40)
  })

  test.each(APPS)('%s contains package.json and the sources of its app and the libs it uses', async (app) => {
    const files = (await filesOf(app)).filter((file) => /^app\/(apps|libs)\/[^/]+\/./.test(file))
    const sources = files.filter((file) => !file.endsWith('/package.json'))
    const folders = new Set(sources.map((file) => file.split('/').slice(1, 3).join('/')))
    expect([...folders].sort()).toEqual([`apps/${app}`, ...libsOf(`apps/${app}`)])
    // No test, no configuration.
    expect(sources.filter((file) => !/^app\/(apps|libs)\/[^/]+\/src\//.test(file))).toEqual([])
  })

  test.each(APPS)('%s contains no development dependencies', async (app) => {
    const development = /node_modules\/(vitest|typescript|nx|testcontainers|supertest|@biomejs|@types|@nx)\//
    expect((await filesOf(app)).filter((file) => development.test(file))).toEqual([])
  })

  test.each(APPS)('%s contains no shell and no package manager', async (app) => {
    const programs = /(^|\/)(sh|bash|dash|ash|busybox|npm|npx|corepack|yarn|pnpm|apt|apt-get|dpkg|curl|wget)$/
    expect((await filesOf(app)).filter((file) => programs.test(file))).toEqual([])
    const run = docker(['run', '--rm', '--entrypoint', 'sh', image(app), '-c', 'true'])
    await expect(run).rejects.toThrow('executable file not found')
  })

  test.each(APPS)('%s runs as 65532, without a shell, and its labels name its source', async (app) => {
    const config = JSON.parse(await docker(['image', 'inspect', '--format', '{{json .Config}}', image(app)]))
    expect(config.User).toBe('65532')
    expect(config.Entrypoint).toEqual(['/nodejs/bin/node', `apps/${app}/src/main.ts`])
    const healthcheck = 'libs/service-kit/src/process/healthcheck.ts'
    expect(config.Healthcheck.Test).toEqual(['CMD', '/nodejs/bin/node', healthcheck])
    expect(config.Labels).toEqual({
      'org.opencontainers.image.title': `slipway ${app}`,
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.source': SOURCE_URL,
      'org.opencontainers.image.revision': LABELS.REVISION,
      'org.opencontainers.image.version': LABELS.VERSION,
      'org.opencontainers.image.created': '2023-11-14T22:13:20Z',
    })
  })

  test.each(SERVICES)(
    '$name starts on a read-only file system, becomes healthy, and drains on SIGTERM',
    async ({ name, calls }) => {
      const urls = calls.map((callee) => `${settingName(callee, 'URL')}=http://127.0.0.1:1`)
      const env = ['AUTH=off', 'STORE_URL=sqlite:/data/store.db', ...urls].flatMap((setting) => [
        '--env',
        setting,
      ])
      const container = await docker([
        ...['run', '--detach', '--name', `${REGISTRY}-${name}`, '--read-only', '--tmpfs', '/data:uid=65532'],
        ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', ...env, image(name)],
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

async function filesOf(app: string): Promise<string[]> {
  const container = await docker(['create', image(app)])
  const { stdout } = await runCommand('sh', ['-c', `docker export ${container} | tar -tf -`])
  await docker(['rm', container])
  return stdout.trim().split('\n')
}
