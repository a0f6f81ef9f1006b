import { copyOfSources, readDevContainer } from '@slipway/harness'
import { docker, PREFIX, skipped } from '@slipway/harness/docker'
import { dockerAvailable, runCommand, startCommand } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MINUTES = 60_000
const FOLDER = '/workspaces/slipway'
const { build, forwardPorts, postCreateCommand, remoteUser } = readDevContainer()

// What an editor does with devcontainer.json, except for its feature, which is pulled from a registry.
describe.skipIf(!dockerAvailable)(`the development container${skipped}`, () => {
  const name = `${PREFIX}-devcontainer`
  /** The arguments of docker that run a line in the container, as the editor's user. */
  const exec = (line: string) => [
    ...['exec', '--user', remoteUser, '--workdir', FOLDER],
    ...[name, 'sh', '-c', line],
  ]
  const run = (line: string) => runCommand('docker', exec(line))

  beforeAll(async () => {
    using copy = await copyOfSources()
    const file = `${copy.path}/.devcontainer/${build.dockerfile}`
    await docker(['build', '--tag', name, '--file', file, `${copy.path}/.devcontainer`])
    await docker(['run', '--detach', '--init', '--name', name, name, 'sleep', 'infinity'])
    await docker(['exec', name, 'mkdir', '--parents', FOLDER])
    await docker(['cp', `${copy.path}/.`, `${name}:${FOLDER}`])
    await docker(['exec', name, 'chown', '--recursive', remoteUser, FOLDER])
  }, 10 * MINUTES)

  afterAll(async () => {
    await docker(['rm', '--force', '--volumes', name])
    await docker(['image', 'rm', '--force', name])
  })

  test('has what npm start needs, as the doctor says before anything is installed', async () => {
    const { code, stdout, stderr } = await run('npm run doctor')
    expect(stdout).toMatch(/^ {2}ok +libatomic +\/\S+$/m)
    expect(stdout).toMatch(/^ {2}ok +npm registry +http/m)
    expect(code, stdout + stderr).toBe(0)
  })

  test(
    'runs the system after its own command, and takes an order at the port that it forwards',
    async () => {
      const installed = await run(postCreateCommand)
      expect(installed.code, installed.stderr).toBe(0)
      await using system = startCommand('docker', exec('npm start'))
      await expect.poll(system.output, { timeout: 2 * MINUTES }).toMatch(/Ctrl-C stops|did not start/)
      expect(system.output()).toContain('Ctrl-C stops everything')
      expect(system.output()).not.toContain('Installing dependencies')

      const [order] = /curl .*api\/orders -H.*/.exec(system.output()) ?? []
      expect(order).toContain(`:${forwardPorts[0]}/`)
      expect((await run(order!)).stdout).toMatch(/^HTTP\/1.1 201/)
    },
    10 * MINUTES,
  )
})
