import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { dockerAnswers, temporaryFolder } from '@slipway/testing'
import { copySources } from '@slipway/tools'
import { describe, expect, onTestFinished, test } from 'vitest'
import { composeUp, docker, skipped } from './engine.ts'

describe.skipIf(!dockerAnswers)(`docker compose watch${skipped}`, () => {
  test('a saved source is in the running containers, a changed lock file in new ones', async () => {
    using folder = temporaryFolder()
    await copySources(folder.path)
    const files = ['compose.yaml', 'docker/compose.dev.yaml'].map((file) => join(folder.path, file))
    await using system = await composeUp({ files, args: ['catalog'] }) // the others have the same few lines
    const containers = () => system.compose('ps', '--quiet', 'catalog')
    const image = async () =>
      docker(['inspect', '--format', '{{.Image}}', (await containers()).split('\n')[0]!])
    const before = { containers: await containers(), image: await image() }

    const watch = spawn('docker', system.command('watch', '--no-up', 'catalog'), { env: system.env })
    let output = ''
    for (const stream of [watch.stdout, watch.stderr]) stream.on('data', (chunk) => (output += chunk))
    onTestFinished(() => void watch.kill('SIGINT'))
    await expect.poll(() => output, { timeout: 30_000 }).toContain('Watch enabled')

    // One of them twice: the second time it is a file that was replaced, which not every watcher still sees.
    const sources = ['apps/catalog/src/app.ts', 'libs/store/src/redis.ts', 'apps/catalog/src/app.ts']
    for (const [index, source] of sources.entries()) {
      const line = `saved ${source}, ${index}`
      appendFileSync(join(folder.path, source), `\nconsole.log('${line}')\n`)
      const restarted = async () => (await system.compose('logs', 'catalog')).split(line).length - 1
      await expect.poll(restarted, { timeout: 25_000 }).toBeGreaterThanOrEqual(2) // of two replicas
    }
    expect({ containers: await containers(), image: await image() }).toEqual(before)

    appendFileSync(join(folder.path, 'package-lock.json'), '\n')
    await expect.poll(image, { timeout: 180_000, interval: 1_000 }).not.toBe(before.image)
  })
})
