import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfSources, STORED } from '@slipway/harness'
import { composeUp, docker, skipped } from '@slipway/harness/docker'
import { SERVICES } from '@slipway/services'
import { dockerAvailable, startCommand } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

// The other services have the same lines in docker/compose.dev.yaml.
const { name, replicas } = SERVICES.find((service) => service.name === STORED[0])!

describe.skipIf(!dockerAvailable)(`docker compose watch${skipped}`, () => {
  test('copies a saved source into the running containers, and replaces them when the lock file changes', async () => {
    using copy = await copyOfSources()
    const files = ['compose.yaml', 'docker/compose.dev.yaml'].map((file) => join(copy.path, file))
    await using system = await composeUp({ files, args: [name] })
    const containers = () => system.compose('ps', '--quiet', name)
    const image = async () =>
      docker(['inspect', '--format', '{{.Image}}', (await containers()).split('\n')[0]!])
    const before = { containers: await containers(), image: await image() }

    const { command, env } = system
    await using watch = startCommand('docker', command('watch', '--no-up', name), { env })
    await expect.poll(watch.output, { timeout: 30_000 }).toContain('Watch enabled')

    // One of them twice: the second time it is a file that was replaced, which not every watcher notices.
    const sources = [`apps/${name}/src/app.ts`, 'libs/store/src/redis.ts', `apps/${name}/src/app.ts`]
    for (const [index, source] of sources.entries()) {
      const line = `saved ${source}, ${index}`
      appendFileSync(join(copy.path, source), `\nconsole.log('${line}')\n`)
      const restarts = async () => (await system.compose('logs', name)).split(line).length - 1
      await expect.poll(restarts, { timeout: 25_000 }).toBeGreaterThanOrEqual(replicas)
    }
    expect({ containers: await containers(), image: await image() }).toEqual(before)

    appendFileSync(join(copy.path, 'package-lock.json'), '\n')
    await expect.poll(image, { timeout: 180_000, interval: 1_000 }).not.toBe(before.image)
  })
})
