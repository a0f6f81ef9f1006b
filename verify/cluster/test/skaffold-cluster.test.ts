import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { STORED, shellLines } from '@slipway/harness'
import { copyForSkaffold, withoutSkaffold } from '@slipway/manifests'
import { PUBLIC_SERVICES, ROOT } from '@slipway/services'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { clientsOf } from './clients.ts'
import { kubectl, podsOf, restartsOf, skipped as withoutCluster } from './cluster.ts'
import { ownSystem, startDev, startRegistry } from './skaffold-system.ts'

const skipped = withoutSkaffold || withoutCluster
const operations = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')
const section = operations.split(/^##+ /m).find((part) => part.startsWith('Skaffold\n')) ?? ''
const commands = shellLines(section)

describe.skipIf(skipped)(`Skaffold on a cluster${skipped}`, () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>
  beforeAll(async () => {
    registry = await startRegistry()
    return () => registry.stop()
  })

  test('the commands of docs/operations.md deploy a system, on which the acceptance suite passes', async () => {
    expect(commands[0]).toBe('skaffold dev') // the next test runs it
    using copy = await copyForSkaffold()
    await using system = await ownSystem(copy, 'skaffold-run', registry.repository)
    const outside = { SKAFFOLD_NAMESPACE: clientsOf(inject('namespace')) }
    const outputs: string[] = []
    for (const command of commands.slice(1))
      outputs.push(await copy.shell(command, command.includes('verify') ? outside : {}))
    expect(outputs.join('\n')).toMatch(/Tests .*passed/)
    expect(await deployments(system.namespace)).toBe('')
  })

  test('skaffold dev copies a saved source into all running pods within seconds', async () => {
    using copy = await copyForSkaffold()
    await using system = await ownSystem(copy, 'skaffold-dev', registry.repository)
    await using dev = startDev(copy)

    await dev.prints('Watching for changes...', 1, 150_000)
    expect((await fetch(system.url + PUBLIC_SERVICES[0]!.path)).status).toBe(200)
    const before = restartsOf(await podsOf(system.namespace))
    // One of them twice: the second time it is a file that was replaced, which not every watcher notices.
    const [app] = STORED as [string]
    const [main, redis] = [`apps/${app}/src/app.ts`, 'libs/store/src/redis.ts']
    for (const [index, source] of [main, redis, main].entries()) {
      const line = `saved ${source}, ${index}`
      appendFileSync(join(copy.path, source), `\nconsole.log('${line}')\n`)
      await dev.prints(`${line}\n`, 2 * (source === redis ? STORED.length : 1), 20_000)
    }
    expect(restartsOf(await podsOf(system.namespace))).toEqual(before)

    await dev.stop()
    expect(await deployments(system.namespace)).toBe('')
  })
})

const deployments = (namespace: string) =>
  kubectl(['--namespace', namespace, 'get', 'deployments', '--output', 'name'])
