import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { dockerAnswers, shellLines, temporaryFolder } from '@slipway/testing'
import { freePorts, ROOT } from '@slipway/tools'
import { afterAll, describe, expect, test } from 'vitest'
import { docker, PREFIX, skipped, VERSION } from './engine.ts'
import { removeImages } from './images.ts'

const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')
const commands = (heading: string) => {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))!
  return shellLines(section)
}

/** Commands that other tests run, as they need a folder, a watcher or a Swarm of their own. */
const ELSEWHERE: Record<string, string> = {
  'npm run secrets': 'secrets.test.ts',
  'SECRETS=./docker/redis/own docker compose up --build --wait': 'secrets.test.ts',
  'docker compose --file compose.yaml --file docker/compose.dev.yaml up --build --watch': 'dev.test.ts',
}

describe.skipIf(!dockerAnswers)(`the commands of docs/operations.md${skipped}`, async () => {
  const [port, registryPort] = [await freePorts(1), await freePorts(1)]
  const env = {
    ...process.env,
    COMPOSE_PROJECT_NAME: `${PREFIX}-${port}`,
    GATEWAY_PORT: String(port),
    REGISTRY_PORT: String(registryPort),
    REGISTRY: `localhost:${registryPort}/slipway`,
    VERSION,
    IMAGES_COMPONENT: temporaryFolder().path,
  }
  afterAll(async () => {
    await docker(['compose', '--profile', '*', 'down', '--volumes', '--timeout', '2'], env)
    await removeImages(env.REGISTRY)
    rmSync(env.IMAGES_COMPONENT, { recursive: true })
  })

  const here = [...commands('Compose'), ...commands('A registry')].filter(
    (command) => !(command in ELSEWHERE),
  )
  test.each(here)('%s', async (command) => {
    await promisify(execFile)('sh', ['-c', command], { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 })
  })
})

test('every command that is not run here is one that another test runs', () => {
  for (const [command, file] of Object.entries(ELSEWHERE)) {
    expect(text).toContain(`${command}\n`)
    expect(readFileSync(join(import.meta.dirname, file), 'utf8')).toMatch(/test\(/)
  }
  const swarm = readFileSync(join(import.meta.dirname, 'swarm.test.ts'), 'utf8')
  const deploy = readFileSync(join(import.meta.dirname, 'swarm.ts'), 'utf8')
  for (const command of commands('Swarm')) {
    const [, object, verb] = /docker (swarm|stack|service) (\w+)/.exec(command)!
    expect(swarm + deploy, command).toContain(`'${object}', '${verb}'`)
  }
})
