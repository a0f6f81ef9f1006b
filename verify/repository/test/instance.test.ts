import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expectNoFailures, formatResult, resultOf, startLoad } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { isRunning, runCommand, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { lessonCommands } from './lesson-commands.ts'
import { NAMES, npmStart, type RunningSystem } from './npm-start.ts'

const RATE = 60 // requests a second, reads and orders in turn

/** A running system, and the terminal command for it. */
async function startControlled(folder: { path: string }) {
  const system = await npmStart(folder.path)
  const env = { GATEWAY_PORT: String(system.port), DATA: folder.path }
  const run = (...args: string[]) =>
    runCommand('npm', ['run', '-s', 'instance', '--', ...args], { cwd: ROOT, env })
  /** Runs it, and returns the state and the id of each process that it then lists. */
  const instance = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args)
    expect(code, stderr).toBe(0)
    const rows = stdout.matchAll(/^ {2}(\S+-\d+) +(\w+) +http:\S+ +(\d+|-)$/gm)
    return new Map(Array.from(rows, ([, name, state, pid]) => [name!, { state, pid: Number(pid) }]))
  }
  return { ...system, run, instance }
}

test('an instance is killed, paused, resumed and started by its name', async () => {
  using folder = temporaryFolder()
  await using system = await startControlled(folder)
  const before = await system.instance('list')
  expect([...before.keys()].sort()).toEqual(NAMES.toSorted())
  expect([...before].map(([name, { pid }]) => [name, pid])).toEqual([...system.pids])
  const { pid } = before.get('catalog-1')!

  expect((await system.instance('pause', 'catalog-1')).get('catalog-1')).toEqual({ state: 'paused', pid })
  expect(await processState(pid)).toMatch(/^T/)
  expect((await system.instance('resume', 'catalog-1')).get('catalog-1')).toEqual({ state: 'running', pid })
  expect(await processState(pid)).not.toMatch(/^T/)

  expect((await system.instance('kill', 'catalog-1')).get('catalog-1')).toMatchObject({ state: 'stopped' })
  expect(isRunning(pid)).toBe(false)
  await sleep(1_500) // one that dies by itself is restarted after 250 ms
  expect((await system.instance('list')).get('catalog-1')).toMatchObject({ state: 'stopped' })
  expect(system.starts('catalog-1')).toBe(1)

  const after = (await system.instance('start', 'catalog-1')).get('catalog-1')!
  expect(after.state).toBe('running')
  expect(isRunning(after.pid)).toBe(true)
  expect(system.starts('catalog-1')).toBe(2)

  process.kill(after.pid, 'SIGKILL') // not on purpose
  await expect.poll(() => system.starts('catalog-1'), { timeout: 10_000 }).toBe(3)
})

test('the commands of docs/operations.md work, one after the other', async () => {
  using folder = temporaryFolder()
  await using system = await startControlled(folder)
  const env = { GATEWAY_PORT: String(system.port), DATA: folder.path }
  const documented = lessonCommands().filter((command) => command.startsWith('npm run instance'))
  expect(documented.length).toBeGreaterThan(5)
  for (const command of documented) {
    const { code, stderr } = await runCommand('sh', ['-c', command], { cwd: ROOT, env })
    expect(code, stderr).toBe(0)
  }
  expect([...(await system.instance('list')).keys()]).toContain('catalog-3')
})

test('what is not possible is one line that says why, and exit code 1', async () => {
  using folder = temporaryFolder()
  await using system = await startControlled(folder)
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await system.run(...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    return stderr.trim()
  }
  expect(await refused('kill', 'catalog-9')).toBe(
    `There is no catalog-9. There are: ${[...system.pids.keys()].join(', ')}.`,
  )
  expect(await refused('resume', 'catalog-1')).toBe('catalog-1 is running. Possible: pause, kill.')
  expect(await refused('scale', 'nothing', '2')).toContain('There is no service nothing.')
  expect(await refused('scale', 'gateway', '2')).toContain('gateway is not scaled')
  expect(await refused('scale', 'catalog', '0')).toBe('Replicas are a number from 1 to 10.')
  expect(await refused('explode', 'catalog-1')).toContain('npm run instance -- COMMAND')
})

test('without a running npm start, the command says so', async () => {
  using folder = temporaryFolder()
  const env = { DATA: folder.path, GATEWAY_PORT: '8099' }
  const { code, stderr } = await runCommand('npm', ['run', '-s', 'instance', '--', 'list'], {
    cwd: ROOT,
    env,
  })
  expect(stderr.trim()).toMatch(/^npm start does not run on port 8099 .+ GATEWAY_PORT and DATA/)
  expect(code).toBe(1)
})

test('--help names every action', async () => {
  const { code, stdout } = await runCommand('npm', ['run', '-s', 'instance', '--', '--help'], { cwd: ROOT })
  for (const command of ['list', 'kill', 'pause', 'resume', 'start', 'scale']) {
    expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  }
  expect(code).toBe(0)
})

test('kill, start, pause and resume of a catalog: no request fails', async (context) => {
  using folder = temporaryFolder()
  await using system = await startControlled(folder)
  const load = await startLoad(system.url, { rate: RATE })
  for (const action of ['kill', 'start', 'pause', 'resume']) {
    await system.instance(action, 'catalog-1')
    await sleep(1_500)
  }
  const result = resultOf(await load.stop())
  console.log(`kill, start, pause, resume: ${formatResult(result)}`)
  expectNoFailures(context, result)
})

test('catalog 2 → 4 → 1: the new ones serve, and no request fails', async (context) => {
  using folder = temporaryFolder()
  await using system = await startControlled(folder)
  const load = await startLoad(system.url, { rate: RATE })

  expect([...(await system.instance('scale', 'catalog', '4')).keys()]).toContain('catalog-4')
  await expect.poll(() => served(system), { timeout: 20_000 }).toEqual(catalogs(4))
  expect([...(await system.instance('scale', 'catalog', '1')).keys()]).not.toContain('catalog-2')
  await sleep(1_000)
  expect(await served(system)).toEqual(catalogs(1))

  const result = resultOf(await load.stop())
  console.log(`2 → 4 → 1: ${formatResult(result)}`)
  expectNoFailures(context, result)
})

test('a paused instance stops with the others, and gracefully', async () => {
  using folder = temporaryFolder()
  await using system = await startControlled(folder)
  const pids = [...(await system.instance('pause', 'orders-1')).values()].map(({ pid }) => pid)

  system.kill('SIGTERM')
  expect((await system.ended).code).toBe(0)
  expect(system.output()).toContain('slipway: stopped.')
  expect(system.output()).toMatch(/"instance":"orders-1".*"msg":"draining"/)
  expect(pids.filter(isRunning)).toEqual([])
})

test('only its user can control a system', async () => {
  using folder = temporaryFolder()
  await using system = await npmStart(folder.path)
  const path = join(folder.path, `npm-start-${system.port}`)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  expect(statSync(join(path, 'control.sock')).mode & 0o777).toBe(0o600)
})

const catalogs = (count: number) => Array.from({ length: count }, (_, i) => `catalog-${i + 1}`)

/** The catalogs that serve 60 reads. */
async function served({ url }: RunningSystem): Promise<string[]> {
  const names = new Set<string>()
  for (let sent = 0; sent < 60; sent++) {
    const { headers } = await fetch(`${url}/api/products?limit=1`)
    const name = /catalog;desc="([^"]+)"/.exec(headers.get('server-timing') ?? '')?.[1]
    if (name) names.add(name)
  }
  return [...names].sort()
}

const processState = async (pid: number) =>
  (await runCommand('ps', ['-o', 'stat=', '-p', String(pid)])).stdout.trim()
