import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shellLines } from '@slipway/testing'
import { ROOT } from '@slipway/tools'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { clientsOf } from './clients.ts'
import { kubectl, podsOf, restartsOf, skipped as withoutCluster } from './cluster.ts'
import { copyForSkaffold, withoutSkaffold } from './skaffold.ts'
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
    expect(commands[0]).toBe('skaffold dev') // which is the next test
    using copy = await copyForSkaffold()
    await using system = await ownSystem(copy, 'skaffold-run', registry.repository)
    const outside = { SKAFFOLD_NAMESPACE: clientsOf(inject('namespace')) }
    const said: string[] = []
    for (const command of commands.slice(1))
      said.push(await copy.shell(command, command.includes('verify') ? outside : {}))
    expect(said.join('\n')).toMatch(/Tests .*passed/)
    expect(await deployments(system.namespace)).toBe('')
  })

  test('skaffold dev has a saved source in all running pods within seconds', async () => {
    using copy = await copyForSkaffold()
    await using system = await ownSystem(copy, 'skaffold-dev', registry.repository)
    await using dev = startDev(copy)

    await dev.says('Watching for changes...', 1, 150_000)
    expect((await fetch(`${system.url}/api/products?limit=1`)).status).toBe(200)
    const before = restartsOf(await podsOf(system.namespace))
    // One of them twice: the second time it is a file that was replaced, which not every watcher still sees.
    const [orders, lib] = ['apps/orders/src/app.ts', 'libs/store/src/redis.ts']
    for (const [index, source] of [orders, lib, orders].entries()) {
      const line = `saved ${source}, ${index}`
      appendFileSync(join(copy.path, source), `\nconsole.log('${line}')\n`)
      await dev.says(`${line}\n`, source === lib ? 4 : 2, 20_000)
    }
    expect(restartsOf(await podsOf(system.namespace))).toEqual(before)

    await dev.stop()
    expect(await deployments(system.namespace)).toBe('')
  })
})

const deployments = (namespace: string) =>
  kubectl(['--namespace', namespace, 'get', 'deployments', '--output', 'name'])
