import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dockerAnswers } from '@slipway/testing'
import { freePorts, ROOT } from '@slipway/tools'
import { describe, expect, it } from 'vitest'
import { skipped } from './engine.ts'
import { copyOfSources, runImages } from './images.ts'

describe('npm run images', () => {
  it('lists its settings', async () => {
    const { code, stdout } = await runImages(['--help'])
    expect(code).toBe(0)
    for (const name of ['--push', '--budgets', 'REGISTRY', 'PLATFORMS']) expect(stdout).toContain(name)
  })

  it('names an argument that it does not know', async () => {
    expect(await runImages(['--pull'])).toMatchObject({
      code: 1,
      stderr: "Unknown option '--pull'. See: npm run images -- --help\n",
    })
  })

  it('says what to do where there is no docker', async () => {
    const { code, stderr } = await runImages([], { PATH: '/nowhere' })
    expect(stderr).toMatch(/^There is no docker command\. Install Docker .*\n$/)
    expect(code).toBe(1)
  })
})

describe.skipIf(!dockerAnswers)(`npm run images${skipped}`, () => {
  it('says what to do where no engine answers', async () => {
    const { code, stderr } = await runImages([], { DOCKER_HOST: 'tcp://127.0.0.1:1' })
    expect(stderr).toMatch(/^No Docker Engine answers\. Start Docker .*\n$/)
    expect(code).toBe(1)
  })

  it('says what to do where docker has no buildx', async () => {
    await using copy = await copyOfSources()
    const real = process.env.PATH
    const bin = join(copy.path, 'bin')
    mkdirSync(bin)
    // The docker of this machine, without its plugin.
    writeFileSync(
      join(bin, 'docker'),
      `#!/bin/sh\n[ "$1" = buildx ] && exit 1\nPATH='${real}' exec docker "$@"\n`,
    )
    chmodSync(join(bin, 'docker'), 0o755)
    const { code, stderr } = await runImages([], { PATH: `${bin}:${real}` })
    expect(stderr).toMatch(/^Docker has no buildx\. Install it .*\n$/)
    expect(code).toBe(1)
  })

  it('says what to do where no registry answers', async () => {
    const REGISTRY = `localhost:${await freePorts(1)}/slipway`
    const settings = { REGISTRY, VERSION: 'test', REVISION: 'c0ffee0', SOURCE_DATE_EPOCH: '0' }
    const { code, stderr } = await runImages(['--push'], settings)
    expect(stderr).toMatch(/^No registry answers at localhost:\d+\. .*up --detach registry".*\n$/)
    expect(code).toBe(1)
  })

  it('says what to do where there is no git checkout', async () => {
    await using copy = await copyOfSources()
    symlinkSync(join(ROOT, 'node_modules'), join(copy.path, 'node_modules'))
    const { code, stderr } = await runImages([], {}, copy.path)
    expect(stderr).toMatch(/^This is no git checkout.* Set VERSION, REVISION and SOURCE_DATE_EPOCH\.\n$/)
    expect(code).toBe(1)
  })
})
