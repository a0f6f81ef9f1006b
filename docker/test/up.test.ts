import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { dockerAnswers, temporaryFolder } from '@slipway/testing'
import { freePorts, ROOT } from '@slipway/tools'
import { describe, expect, test } from 'vitest'
import { docker, PREFIX, skipped, VERSION } from './engine.ts'

/** `npm run up` as a project of the test's own, removed again; what it printed, and its exit code. */
async function up(settings: Record<string, string>) {
  const port = await freePorts(1)
  const env = { COMPOSE_PROJECT_NAME: `${PREFIX}-${port}`, GATEWAY_PORT: String(port), VERSION, ...settings }
  const options = { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 }
  const result = await promisify(execFile)(process.execPath, ['tools/src/up.ts'], options).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }) => ({
      code: code as number,
      stdout: stdout as string,
      stderr: stderr as string,
    }),
  )
  await docker(['compose', 'down', '--volumes', '--timeout', '1'], env)
  return { ...result, port }
}

/** A copy of the development secrets that a test may spoil. */
function secrets() {
  const folder = temporaryFolder()
  cpSync(join(ROOT, 'docker/redis/development'), folder.path, { recursive: true })
  return folder
}

describe.skipIf(!dockerAnswers)(`npm run up${skipped}`, () => {
  test('starts the system and says where it is', async () => {
    const { code, stdout, port } = await up({})
    expect(stdout).toContain(`takes requests on http://localhost:${port}`)
    expect(code).toBe(0)
  })

  test('names a port in use', async () => {
    const server = createServer().listen(0)
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const { code, stderr } = await up({ GATEWAY_PORT: String(port) })
    server.close()
    expect(stderr).toContain(`Port ${port} is in use. Stop what holds it, or set GATEWAY_PORT to a free one.`)
    expect(code).toBe(1)
  })

  test('names a missing secret', async () => {
    using folder = secrets()
    rmSync(join(folder.path, 'orders-store-url'))
    const { code, stderr } = await up({ SECRETS: folder.path })
    expect(stderr).toContain('orders-store-url')
    expect(stderr).toContain('Make them with "npm run secrets"')
    expect(code).toBe(1)
  })

  test('shows the last lines of a service that does not become healthy', async () => {
    using folder = secrets()
    writeFileSync(join(folder.path, 'catalog-store-url'), 'redis://catalog:wrong@redis:6379\n')
    const { code, stderr } = await up({ SECRETS: folder.path })
    expect(stderr).toContain('catalog does not become healthy. Its last lines:')
    expect(stderr).toMatch(/catalog: STORE_URL redis:\/\/redis:6379 cannot be reached \(WRONGPASS/)
    expect(stderr).not.toContain('orders does not become healthy')
    expect(code).toBe(1)
  })
})
