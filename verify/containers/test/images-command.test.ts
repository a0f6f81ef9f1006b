import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfRepository } from '@slipway/harness'
import { runImages, skipped } from '@slipway/harness/docker'
import { dockerAvailable, temporaryFolder } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { describe, expect, test } from 'vitest'

describe('npm run images', () => {
  test('lists its settings', async () => {
    const { code, stdout } = await runImages(['--help'])
    expect(code).toBe(0)
    for (const name of ['--push', 'REGISTRY', 'PLATFORMS', 'VERSION', 'SBOM_FOLDER'])
      expect(stdout).toContain(name)
  })

  test('names an unknown argument', async () => {
    expect(await runImages(['--pull'])).toMatchObject({
      code: 1,
      stderr: "Unknown option '--pull'. See: npm run images -- --help\n",
    })
  })

  test('reports what to do where docker is not installed', async () => {
    const { code, stderr } = await runImages([], { PATH: '/nowhere' })
    expect(stderr).toMatch(/^There is no docker command\. Install Docker .*\n$/)
    expect(code).toBe(1)
  })
})

describe.skipIf(!dockerAvailable)(`npm run images${skipped}`, () => {
  test('reports what to do where no engine responds', async () => {
    const { code, stderr } = await runImages([], { DOCKER_HOST: 'tcp://127.0.0.1:1' })
    expect(stderr).toMatch(/^No Docker Engine responds\. Start Docker .*\n$/)
    expect(code).toBe(1)
  })

  test('reports what to do where docker has no buildx', async () => {
    using bin = temporaryFolder()
    const path = process.env.PATH
    // The docker of this machine, without its plugin.
    const script = `#!/bin/sh\n[ "$1" = buildx ] && exit 1\nPATH='${path}' exec docker "$@"\n`
    writeFileSync(join(bin.path, 'docker'), script, { mode: 0o755 })
    const { code, stderr } = await runImages([], { PATH: `${bin.path}:${path}` })
    expect(stderr).toMatch(/^Docker has no buildx\. Install it .*\n$/)
    expect(code).toBe(1)
  })

  test('reports what to do where no registry responds', async () => {
    const REGISTRY = `localhost:${await freePorts(1)}/slipway`
    const settings = { REGISTRY, VERSION: 'test', REVISION: 'c0ffee0', SOURCE_DATE_EPOCH: '0' }
    const { code, stderr } = await runImages(['--push'], settings)
    expect(stderr).toMatch(/^No registry responds at localhost:\d+\. .*up --detach registry".*\n$/)
    expect(code).toBe(1)
  })

  test('reports what to do outside of a git checkout', async () => {
    using copy = await copyOfRepository()
    const { code, stderr } = await runImages([], {}, copy.path)
    expect(stderr).toMatch(/^This is no git checkout.* Set VERSION, REVISION and SOURCE_DATE_EPOCH\.\n$/)
    expect(code).toBe(1)
  })
})
