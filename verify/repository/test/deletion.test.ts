import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Copy } from '@slipway/harness'
import { dockerAvailable, runCommand, temporaryFolder } from '@slipway/testing'
import { succeeds } from '@slipway/tools'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inCopy, MINUTES, renamedCopy } from './in-copy.ts'
import { npmStart } from './npm-start.ts'

const kubectl = await succeeds('kubectl', ['version', '--client'])

const run = (copy: Copy, ...command: [string, ...string[]]) => inCopy(copy).run(...command)

/** As on a machine without Docker. Returns what went to standard error. */
async function expectTestsPass(copy: Copy): Promise<string> {
  const { code, stdout, stderr } = await inCopy(copy, { DOCKER_HOST: 'tcp://127.0.0.1:1' }).run('npm', 'test')
  expect(code, stdout + stderr).toBe(0)
  expect(stdout).toMatch(/^\d{4} passed, 0 failed, \d+ skipped$/m)
  return stderr
}

describe('renamed, and without verify/', () => {
  let copy: Copy
  beforeAll(async () => {
    copy = await renamedCopy()
    for (const path of ['verify', 'node_modules']) rmSync(join(copy.path, path), { recursive: true })
    const { code, stderr } = await run(copy, 'npm', 'ci', '--ignore-scripts')
    expect(code, stderr).toBe(0)
  }, 5 * MINUTES)
  afterAll(() => copy?.[Symbol.dispose]())

  test('npm test passes', () => expectTestsPass(copy), 10 * MINUTES)

  test('npm start runs the system, and an order is placed', async () => {
    using data = temporaryFolder()
    await using system = await npmStart(data.path, ['start'], copy.path)
    const [command] = /curl .*api\/orders -H.*/.exec(system.output()) ?? []
    const { stdout } = await runCommand('sh', ['-c', command!])
    expect(stdout).toMatch(/^HTTP\/1.1 201/)
  })

  test.skipIf(!dockerAvailable)(
    `docker compose config is valid${dockerAvailable ? '' : ' (skipped: no Docker Engine responds)'}`,
    async () => {
      const files = ['compose.yaml', 'docker/compose.dev.yaml'].flatMap((file) => ['--file', file])
      expect(await run(copy, 'docker', 'compose', ...files, 'config', '--quiet')).toMatchObject({
        code: 0,
        stderr: '',
      })
    },
  )

  test.skipIf(!kubectl).each(['dev', 'prod'])(
    `kubectl kustomize renders the overlay %s${kubectl ? '' : ' (skipped: kubectl is not on the PATH)'}`,
    async (overlay) => {
      const { code, stderr } = await run(copy, 'kubectl', 'kustomize', `k8s/overlays/${overlay}`)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    },
  )

  /** Takes paths away for the time of a test. */
  async function without(paths: string[], check: () => Promise<void>) {
    using elsewhere = temporaryFolder()
    const places = paths.map((path, i) => [join(copy.path, path), join(elsewhere.path, String(i))] as const)
    for (const [from, to] of places) {
      cpSync(from, to, { recursive: true })
      rmSync(from, { recursive: true })
    }
    try {
      await check()
    } finally {
      for (const [from, to] of places) cpSync(to, from, { recursive: true })
    }
  }

  const OPTIONAL = ['k8s', 'docker/stack.yaml', 'skaffold.yaml']

  // The tests that read these files; for all of the product it is enough that it does without all of them at once.
  test.each(OPTIONAL)(
    'the tests of what names services pass without %s',
    (path) =>
      without(
        [path],
        async () => void (await inCopy(copy).vitest('tools', 'test/places.test.ts', 'test/services')),
      ),
    5 * MINUTES,
  )

  // In the same copy, where nx repeats only the tests that the deletion affects.
  test(
    'npm test passes without all of them',
    () =>
      without(OPTIONAL, async () =>
        expect(await expectTestsPass(copy)).not.toContain('Installing dependencies'),
      ),
    10 * MINUTES,
  )
})
