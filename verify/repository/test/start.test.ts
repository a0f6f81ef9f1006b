import { readdirSync } from 'node:fs'
import { settingName } from '@slipway/contracts'
import { ROOT, SERVICES } from '@slipway/services'
import {
  available,
  isRunning,
  place,
  runCommand,
  send,
  startCommand,
  temporaryFolder,
} from '@slipway/testing'
import { PORTS_NEEDED } from '@slipway/tools'
import { expect, test } from 'vitest'
import { NAMES, npmStart } from './npm-start.ts'

test.each([
  ['SIGTERM', undefined],
  ['SIGINT', 'group'], // Ctrl-C in a terminal
] as const)('runs a process for each replica, and %s stops them all with exit code 0', async (signal, to) => {
  using folder = temporaryFolder()
  await using system = await npmStart(folder.path)
  expect([...system.pids.keys()].sort()).toEqual(NAMES.toSorted())
  expect([...system.pids.values()].filter(isRunning)).toHaveLength(NAMES.length)

  const signalled = Date.now()
  system.kill(signal, to)
  expect((await system.ended).code).toBe(0)
  expect(Date.now() - signalled).toBeLessThan(10_000)
  expect([...system.pids.values()].filter(isRunning)).toEqual([])
})

test('the curl commands that it prints succeed', async () => {
  using folder = temporaryFolder()
  await using system = await npmStart(folder.path)
  const commands = system.output().match(/^ {2}curl .*/gm) ?? []
  expect(commands.length).toBeGreaterThan(0)
  for (const command of commands) {
    expect((await runCommand('sh', ['-c', command])).stdout, command).toMatch(/^HTTP\/1\.1 2\d\d /)
  }
})

test('a process that dies is restarted, and that is reported', async () => {
  using folder = temporaryFolder()
  await using system = await npmStart(folder.path)
  const [name, pid] = [...system.pids].at(-1)!
  process.kill(pid, 'SIGKILL')
  await expect.poll(system.output, { timeout: 10_000 }).toContain(`${name} died (SIGKILL)`)
  await expect.poll(() => system.starts(name), { timeout: 10_000 }).toBe(2)
})

test('data is in the folder DATA, is seeded once, and is kept between runs', async () => {
  using folder = temporaryFolder()
  const sku = 'compass'
  const { stock, order } = await placeOrder(folder.path, sku)
  const files = SERVICES.filter(({ store }) => store).map(({ name }) => `${name}.db`)
  expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(files))

  await using system = await npmStart(folder.path)
  expect(await send('GET', system.url + order.location)).toMatchObject({ status: 200, body: order.body })
  expect(await available(system.url, sku)).toBe(stock - 5)
})

async function placeOrder(data: string, sku: string) {
  await using system = await npmStart(data)
  const stock = await available(system.url, sku)
  const order = await place(system.url, [{ sku, quantity: 5 }])
  expect(order.status).toBe(201)
  system.kill('SIGTERM')
  await system.ended
  return { stock, order }
}

test('when it is killed itself, no service outlives it', async () => {
  using folder = temporaryFolder()
  await using system = await npmStart(folder.path)
  const pids = [...system.pids.values()]
  const { stdout: parent } = await runCommand('ps', ['-o', 'ppid=', '-p', String(pids[0])])
  process.kill(Number(parent), 'SIGKILL')
  await expect.poll(() => pids.filter(isRunning), { timeout: 10_000 }).toEqual([])
})

test('a port in use is named, and nothing is started', async () => {
  using folder = temporaryFolder()
  await using system = await npmStart(folder.path)
  const env = { GATEWAY_PORT: String(system.port), DATA: folder.path }
  await using second = startCommand('npm', ['start'], { cwd: ROOT, env })
  const { code, stderr } = await second.ended
  expect(stderr.trim()).toBe(
    `Port ${system.port} is in use. Stop what uses it, or set GATEWAY_PORT: the system needs that port and the next ${PORTS_NEEDED - 1}.`,
  )
  expect(code).toBe(1)
})

test('--help lists a store URL for each service that has a store', async () => {
  const { code, stdout } = await runCommand('npm', ['start', '--', '--help'], { cwd: ROOT })
  expect(code).toBe(0)
  const stored = SERVICES.filter(({ store }) => store).map(({ name }) => settingName(name, 'STORE_URL'))
  for (const setting of ['GATEWAY_PORT', 'DATA', ...stored]) {
    expect(stdout).toMatch(new RegExp(`^  ${setting} +\\S`, 'm'))
  }
  expect(stdout).toMatch(/^npm start -- --auth: /m)
})
