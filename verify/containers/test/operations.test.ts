import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shellLines } from '@slipway/harness'
import { docker, PREFIX, removeImages, skipped, VERSION } from '@slipway/harness/docker'
import { ROOT } from '@slipway/services'
import { dockerAvailable, runCommand, temporaryFolder } from '@slipway/testing'
import { freePorts, PORTS_NEEDED } from '@slipway/tools'
import { afterAll, describe, expect, test } from 'vitest'

const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')
const commands = (heading: string) => {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))!
  return shellLines(section)
}

/** Commands that other tests run, because they need a folder or a watcher of their own. */
const ELSEWHERE: Record<string, string> = {
  'npm run secrets': 'secrets.test.ts',
  'SECRETS=./docker/redis/own docker compose up --build --wait': 'secrets.test.ts',
  'docker compose --file compose.yaml --file docker/compose.dev.yaml up --build --watch': 'dev.test.ts',
}

describe.skipIf(!dockerAvailable)(`the commands of docs/operations.md${skipped}`, async () => {
  const port = await freePorts(PORTS_NEEDED)
  const [registryPort, prometheusPort] = [await freePorts(1), await freePorts(1)]
  const folder = temporaryFolder()
  const env = {
    COMPOSE_PROJECT_NAME: `${PREFIX}-${port}`,
    GATEWAY_PORT: String(port),
    PROMETHEUS_PORT: String(prometheusPort),
    REGISTRY_PORT: String(registryPort),
    REGISTRY: `localhost:${registryPort}/slipway`,
    VERSION,
    IMAGES_COMPONENT: folder.path,
    SBOM_FOLDER: folder.path,
  }
  afterAll(async () => {
    await docker(['compose', '--profile', '*', 'down', '--volumes', '--timeout', '2'], env)
    await removeImages(env.REGISTRY)
    folder[Symbol.dispose]()
  })

  // The doctor first: it wants the port to be free.
  const sections = ['What a machine needs', 'Compose', 'A registry', 'Metrics']
  const here = sections.flatMap(commands).filter((command) => !(command in ELSEWHERE))
  test.each(here)('%s', async (command) => {
    const { code, stderr } = await runCommand('sh', ['-c', command], { cwd: ROOT, env })
    expect(code, stderr).toBe(0)
  })
})

test('every other command is run by another test', () => {
  for (const [command, file] of Object.entries(ELSEWHERE)) {
    expect(text).toContain(`${command}\n`)
    expect(readFileSync(join(import.meta.dirname, file), 'utf8')).toMatch(/test\(/)
  }
  const sources = ['verify/containers/test/swarm.test.ts', 'verify/harness/src/docker/swarm.ts']
  const swarm = sources.map((file) => readFileSync(join(ROOT, file), 'utf8')).join()
  for (const command of commands('Swarm').filter((line) => !(line in ELSEWHERE))) {
    const [, object, verb] = /docker (swarm|stack|service) (\w+)/.exec(command)!
    expect(swarm, command).toContain(`'${object}', '${verb}'`)
  }
})
