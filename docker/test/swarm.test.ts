import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  available,
  describeResult,
  failures,
  place,
  type Repeat,
  resultOf,
  startLoad,
  stockUp,
} from '@slipway/e2e'
import { ROOT } from '@slipway/tools'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { docker } from './engine.ts'
import { canSwarm, deployStack, type Stack, swarmSkipped } from './swarm.ts'

/** Each update starts containers on these very cores: what came too late, and nothing else, may be sent once more. */
const LATE: Repeat = { share: 0.01, after: (outcome) => 'status' in outcome && outcome.status === 504 }
const LOAD = { rate: 100, repeat: LATE }

describe.skipIf(!canSwarm)(`on Docker Swarm${swarmSkipped}`, () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await deployStack()
  }, 600_000)
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
  }, 120_000)
  const update = (service: string, ...options: string[]) =>
    docker(['service', 'update', '--detach=false', '--quiet', ...options, `${stack.name}_${service}`])

  test('the acceptance suite passes, and every replica takes its share', async () => {
    const args = ['tools/src/acceptance.ts', stack.url, '--expect', 'catalog=2,orders=2']
    const suite = spawn(process.execPath, args, { cwd: ROOT })
    let output = ''
    suite.stdout.on('data', (chunk) => (output += chunk))
    suite.stderr.on('data', (chunk) => (output += chunk))
    const [code] = await once(suite, 'exit')
    expect(code, output).toBe(0)
  })

  test.each(['catalog', 'orders'])('a rolling update of %s under load fails no request', async (service) => {
    const load = await startLoad(stack.url, LOAD)
    await update(service, '--force')
    const result = resultOf(await load.stop())
    console.log(describeResult(result))
    expect(result.examples).toEqual([])
    expect(result.sent).toBeGreaterThan(500)
  })

  test('an update can be taken back by hand', async () => {
    await update('catalog', '--env-add', 'LOG_LEVEL=debug')
    await docker(['service', 'rollback', '--detach=false', '--quiet', `${stack.name}_catalog`])
    const services = await docker(['stack', 'services', '--format', '{{.Name}} {{.Replicas}}', stack.name])
    expect(services.split('\n')).toContain(`${stack.name}_catalog 2/2`)
    const format = '{{.Spec.TaskTemplate.ContainerSpec.Env}}'
    expect(await docker(['service', 'inspect', `${stack.name}_catalog`, '--format', format])).not.toContain(
      'LOG_LEVEL',
    )
  })

  test('an update of the gateway has a gap, as its port is on the node, and loses nothing', async () => {
    await stockUp(stack.url, 'gap', 10)
    const updated = update('gateway', '--force')
    const gaps: number[] = []
    let down = 0
    let done = false
    void updated.finally(() => (done = true))
    while (!done) {
      const up = await fetch(`${stack.url}/livez`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (!up) down ||= performance.now()
      else if (down) {
        gaps.push(Math.round(performance.now() - down))
        down = 0
      }
      await sleep(20)
    }
    await updated
    console.log(`gateway update: away for ${gaps.join(' + ')} ms`)
    expect(gaps.length).toBeGreaterThan(0)
    expect(await place(stack.url, [{ sku: 'gap', quantity: 1 }])).toMatchObject({ status: 201 })
    expect(await available(stack.url, 'gap')).toBe(9)
  })

  test('a broken image rolls back by itself, and requests go on', async () => {
    const broken = `${stack.registry}/orders:broken`
    const dockerfile = `FROM ${stack.registry}/orders:test\nENTRYPOINT ["/nodejs/bin/node", "--eval", "process.exit(1)"]\n`
    const build = spawn('docker', ['build', '--quiet', '--tag', broken, '-'], {
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    build.stdin.end(dockerfile)
    expect((await once(build, 'exit'))[0]).toBe(0)
    await docker(['push', '--quiet', broken])
    await docker(['image', 'rm', broken])

    const load = await startLoad(stack.url, LOAD)
    await update('orders', '--image', broken).catch(() => {}) // it says that it was rolled back
    expect(failures(await load.stop()).slice(0, 5)).toEqual([])
    const state = ['service', 'inspect', `${stack.name}_orders`, '--format']
    expect(await docker([...state, '{{.UpdateStatus.State}}'])).toBe('rollback_completed')
    expect(await docker([...state, '{{.Spec.TaskTemplate.ContainerSpec.Image}}'])).toContain('orders:test')
  })
})
