import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { STORED } from '@slipway/harness'
import { docker, PREFIX, skipped, VERSION } from '@slipway/harness/docker'
import { ROOT } from '@slipway/services'
import { dockerAvailable, listen, runCommand, temporaryFolder } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { describe, expect, test } from 'vitest'

const [service, other] = STORED as [string, string]

/** Runs `npm run up` as a project of the test's own, and removes it again. */
async function up(settings: Record<string, string>) {
  const port = await freePorts(1)
  const env = { COMPOSE_PROJECT_NAME: `${PREFIX}-${port}`, GATEWAY_PORT: String(port), VERSION, ...settings }
  const result = await runCommand(process.execPath, ['tools/src/up.ts'], { cwd: ROOT, env })
  await docker(['compose', 'down', '--volumes', '--timeout', '1'], env)
  return { ...result, port }
}

/** A copy of the development secrets that a test may change. */
function copyOfSecrets() {
  const folder = temporaryFolder()
  cpSync(join(ROOT, 'docker/redis/development'), folder.path, { recursive: true })
  return folder
}

describe.skipIf(!dockerAvailable)(`npm run up${skipped}`, () => {
  test('starts the system and prints its address', async () => {
    const { code, stdout, stderr, port } = await up({})
    expect(stdout).toContain(`http://localhost:${port}`)
    expect(code, stderr).toBe(0)
  })

  test('names a port in use', async () => {
    await using server = await listen(() => {})
    const { port } = new URL(server.url)
    const { code, stderr } = await up({ GATEWAY_PORT: port })
    expect(stderr).toMatch(new RegExp(`Port ${port} is in use\\. Stop .*set GATEWAY_PORT`))
    expect(code).toBe(1)
  })

  test('names a missing secret', async () => {
    using folder = copyOfSecrets()
    rmSync(join(folder.path, `${other}-store-url`))
    const { code, stderr } = await up({ SECRETS: folder.path })
    expect(stderr).toContain(`${other}-store-url`)
    expect(stderr).toContain('"npm run secrets"')
    expect(code).toBe(1)
  })

  test('shows the last log lines of a service that does not become healthy', async () => {
    using folder = copyOfSecrets()
    writeFileSync(join(folder.path, `${service}-store-url`), `redis://${service}:wrong@redis:6379\n`)
    const { code, stderr } = await up({ SECRETS: folder.path })
    expect(stderr).toContain(`${service} does not become healthy. Its last lines:`)
    expect(stderr).toContain(`${service}: STORE_URL redis://redis:6379 cannot be reached (WRONGPASS`)
    expect(stderr).not.toContain(`${other} does not become healthy`)
    expect(code).toBe(1)
  })
})
