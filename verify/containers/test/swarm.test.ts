import { setTimeout as sleep } from 'node:timers/promises'
import {
  expectNoFailures,
  expectReplicas,
  formatResult,
  LATE_STORE,
  PUBLISHED,
  type RetryRule,
  resultOf,
  retryAtStore,
  STORED,
  startLoad,
} from '@slipway/harness'
import {
  canSwarm,
  deployStack,
  docker,
  removeStack,
  type Stack,
  swarmSkipped,
  VERSION,
} from '@slipway/harness/docker'
import { expectDotPerRequest, openPage, skipped as withoutBrowser } from '@slipway/page'
import { ROOT, SERVICES } from '@slipway/services'
import { available, place, runCommand, stockUp, temporaryFolder } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

/** Each update starts containers on these very cores: a timeout (504) or a late store, and nothing else, is retried once. */
const LATE: RetryRule = {
  share: 0.01,
  when: (outcome) =>
    ('status' in outcome && outcome.status === 504) || retryAtStore(LATE_STORE).when(outcome),
}
const LOAD = { rate: 100, retry: LATE }

const { name: service, replicas } = SERVICES.find(({ name }) => name === STORED[0])!

describe.skipIf(!canSwarm)(`on Docker Swarm${swarmSkipped}`, () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await deployStack()
  }, 600_000)
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
  }, 120_000)
  const update = (name: string, ...options: string[]) =>
    docker(['service', 'update', '--detach=false', '--quiet', ...options, `${stack.name}_${name}`])
  const inspect = (name: string, format: string) =>
    docker(['service', 'inspect', `${stack.name}_${name}`, '--format', format])
  /** Waits until a killed task has been replaced: at first its service still counts it. */
  async function runs(name: string, count: number): Promise<void> {
    await sleep(3_000)
    const filter = ['--filter', `name=${stack.name}_${name}`]
    const listed = () => docker(['service', 'ls', ...filter, '--format', '{{.Replicas}}'])
    await vi.waitUntil(async () => (await listed()) === `${count}/${count}`, {
      timeout: 60_000,
      interval: 500,
    })
  }

  test('the acceptance suite passes, and every replica serves requests', async () => {
    const args = ['tools/src/acceptance.ts', stack.url, ...expectReplicas()]
    const env = { ACCEPTANCE_TOKENS: stack.secrets.userTokens }
    const { code, stdout, stderr } = await runCommand(process.execPath, args, { cwd: ROOT, env })
    expect(code, stdout + stderr).toBe(0)
  })

  test('npm run explain tells an order from the logs of the services', async () => {
    await stockUp(stack.url, 'explained', 10)
    const { id } = (await place(stack.url, [{ sku: 'explained', quantity: 1 }])).body as { id: string }
    const args = ['run', '--silent', 'explain', '--', id, '--from', 'swarm', '--name', stack.name]
    const { code, stdout, stderr } = await runCommand('npm', args, { cwd: ROOT })
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(`Order ${id}: confirmed.`)
    expect(stdout).not.toMatch(/not seen/i)
  })

  test.skipIf(withoutBrowser)(
    `the live page shows each request as a dot, in the columns of both replicas${withoutBrowser}`,
    async () => {
      await using open = await openPage(stack.url, { token: stack.secrets.operatorToken })
      await expectDotPerRequest(open, 2)
    },
  )

  test('without its secrets the stack is not deployed, and the error names a missing file', async () => {
    const name = `${stack.name}-bare`
    using empty = temporaryFolder()
    const deploy = ['stack', 'deploy', '--detach', '--compose-file', 'docker/stack.yaml', name]
    try {
      const deployed = docker(deploy, { SECRETS: empty.path })
      await expect(deployed).rejects.toThrow(new RegExp(`${empty.path}/\\S+: no such file`))
      expect(await docker(['stack', 'ls', '--format', '{{.Name}}'])).not.toContain(name)
    } finally {
      await removeStack(name)
    }
  })

  test.for(STORED)('a rolling update of %s under load fails no request', async (name, context) => {
    const load = await startLoad(stack.url, LOAD)
    await update(name, '--force')
    const result = resultOf(await load.stop())
    console.log(formatResult(result))
    expect(result.sent).toBeGreaterThan(500)
    expectNoFailures(context, result)
  })

  test(`a container of ${STORED.join(' and of ')} is killed under load: no request fails`, async (context) => {
    const load = await startLoad(stack.url, LOAD)
    for (const name of STORED) {
      const label = `label=com.docker.swarm.service.name=${stack.name}_${name}`
      const [first] = (await docker(['ps', '--quiet', '--filter', label])).split('\n')
      await docker(['kill', first!])
      await runs(name, replicas)
    }
    const result = resultOf(await load.stop())
    console.log(formatResult(result))
    expect(result.sent).toBeGreaterThan(500)
    expectNoFailures(context, result)
  })

  test(`${service} is scaled from ${replicas} to 4 to 1 under load: no request fails`, async (context) => {
    const load = await startLoad(stack.url, LOAD)
    const scale = (count: number) =>
      docker(['service', 'scale', '--detach=false', `${stack.name}_${service}=${count}`])
    await scale(4)
    await scale(1)
    await sleep(2_000)
    const result = resultOf(await load.stop())
    await scale(replicas)
    console.log(formatResult(result))
    expect(result.sent).toBeGreaterThan(500)
    expectNoFailures(context, result)
  })

  test('an update can be rolled back by hand', async () => {
    await update(service, '--env-add', 'LOG_LEVEL=debug')
    await docker(['service', 'rollback', '--detach=false', '--quiet', `${stack.name}_${service}`])
    const services = await docker(['stack', 'services', '--format', '{{.Name}} {{.Replicas}}', stack.name])
    expect(services.split('\n')).toContain(`${stack.name}_${service} ${replicas}/${replicas}`)
    expect(await inspect(service, '{{.Spec.TaskTemplate.ContainerSpec.Env}}')).not.toContain('LOG_LEVEL')
  })

  test('an update of the published app has a gap, as its port is on the node, and loses nothing', async () => {
    await stockUp(stack.url, 'gap', 10)
    const gaps = await gapsDuring(stack.url, update(PUBLISHED, '--force'))
    console.log(`${PUBLISHED} update: unreachable for ${gaps.join(' + ')} ms`)
    expect(gaps.length).toBeGreaterThan(0)
    expect(await place(stack.url, [{ sku: 'gap', quantity: 1 }])).toMatchObject({ status: 201 })
    expect(await available(stack.url, 'gap')).toBe(9)
  })

  test('a broken image rolls back by itself, and no request fails', async (context) => {
    const working = `${stack.registry}/${service}:${VERSION}`
    const broken = `${stack.registry}/${service}:broken`
    const dockerfile = `FROM ${working}\nENTRYPOINT ["/nodejs/bin/node", "--eval", "process.exit(1)"]\n`
    const build = ['build', '--quiet', '--tag', broken, '-']
    expect(await runCommand('docker', build, { input: dockerfile })).toMatchObject({ code: 0 })
    await docker(['push', '--quiet', broken])
    await docker(['image', 'rm', broken])

    const load = await startLoad(stack.url, LOAD)
    await update(service, '--image', broken).catch(() => {}) // it reports the rollback as a failure
    const result = resultOf(await load.stop())
    expect(await inspect(service, '{{.UpdateStatus.State}}')).toBe('rollback_completed')
    expect(await inspect(service, '{{.Spec.TaskTemplate.ContainerSpec.Image}}')).toContain(working)
    expectNoFailures(context, result)
  })
})

/** How long, in ms, the system was unreachable until something is done: once for each time that it was. */
async function gapsDuring(url: string, done: Promise<unknown>): Promise<number[]> {
  let running = true
  void done.finally(() => (running = false)).catch(() => {}) // it is awaited below
  const gaps: number[] = []
  for (let down = 0; running; await sleep(20)) {
    const up = await fetch(`${url}/livez`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (!up) down ||= performance.now()
    else if (down) {
      gaps.push(Math.round(performance.now() - down))
      down = 0
    }
  }
  await done
  return gaps
}
