import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isRunning, temporaryFolder } from '@slipway/testing'
import { freePorts, PORTS_NEEDED, ROOT } from '@slipway/tools'
import supertest from 'supertest'
import { expect, test } from 'vitest'

const run = promisify(execFile)

/** `npm start` as a person would run it, with data of the test's own. */
async function npmStart(data: string, signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM') {
  const port = await freePorts(PORTS_NEEDED)
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    detached: true, // a group of its own, to which Ctrl-C can be sent
    env: {
      ...process.env,
      GATEWAY_PORT: String(port),
      CATALOG_STORE_URL: `sqlite:${join(data, 'catalog.db')}`,
      ORDERS_STORE_URL: `sqlite:${join(data, 'orders.db')}`,
    },
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const stop = async () => {
    const exited = once(child, 'exit')
    if (signal === 'SIGINT') process.kill(-child.pid!, 'SIGINT')
    else child.kill('SIGTERM')
    const started = Date.now()
    const [code] = await exited
    return { code, took: Date.now() - started }
  }
  await expect.poll(() => output, { timeout: 30_000 }).toContain('Ctrl-C stops everything')
  return { url: `http://127.0.0.1:${port}`, port, output: () => output, stop }
}

/** The process ids that the log lines of the services name. */
function servicePids(output: string): number[] {
  return [...new Set([...output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid)))]
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'runs five processes, and %s ends them all with 0',
  async (signal) => {
    using folder = temporaryFolder()
    const system = await npmStart(folder.path, signal)
    for (const name of ['gateway-1', 'catalog-1', 'catalog-2', 'orders-1', 'orders-2']) {
      expect(system.output()).toMatch(new RegExp(`^  ${name} +http://127.0.0.1:\\d+`, 'm'))
    }
    const pids = servicePids(system.output())
    expect(pids).toHaveLength(5)
    const { code, took } = await system.stop()
    expect(code).toBe(0)
    expect(took).toBeLessThan(10_000)
    expect(pids.filter(isRunning)).toEqual([])
  },
)

test('the three curl lines that it prints work', async () => {
  using folder = temporaryFolder()
  const system = await npmStart(folder.path)
  const commands = system.output().match(/^ {2}curl .*/gm)!
  expect(commands).toHaveLength(3)
  const answers = await Promise.all(
    commands.map(async (command) => (await run('sh', ['-c', command])).stdout),
  )
  expect(answers.map((answer) => answer.split('\r\n')[0])).toEqual([
    'HTTP/1.1 200 OK',
    'HTTP/1.1 201 Created',
    'HTTP/1.1 200 OK',
  ])
  await system.stop()
})

test('a process that dies is started again, and that is said', async () => {
  using folder = temporaryFolder()
  const system = await npmStart(folder.path)
  const pid = Number(/"pid":(\d+),"instance":"orders-2"/.exec(system.output())![1])
  process.kill(pid, 'SIGKILL')
  await expect.poll(system.output, { timeout: 10_000 }).toContain('orders-2 died (SIGKILL)')
  await expect
    .poll(() => [...system.output().matchAll(/"instance":"orders-2","msg":"Server listening/g)].length, {
      timeout: 10_000,
    })
    .toBe(2)
  await system.stop()
})

test('the demo products are put in once, and data is kept between runs', async () => {
  using folder = temporaryFolder()
  const first = await npmStart(folder.path)
  const order = await supertest(first.url)
    .post('/api/orders')
    .set('Idempotency-Key', 'kept')
    .send({ lines: [{ sku: 'compass', quantity: 5 }] })
    .expect(201)
  await first.stop()

  const second = await npmStart(folder.path)
  const api = supertest(second.url)
  expect((await api.get(`/api/orders/${order.body.id}`).expect(200)).body).toEqual(order.body)
  expect((await api.get('/api/products/compass').expect(200)).body.available).toBe(10)
  await second.stop()
})

test('when it is killed itself, no service outlives it', async () => {
  using folder = temporaryFolder()
  const system = await npmStart(folder.path)
  const [first, ...others] = servicePids(system.output())
  const runner = Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(first)], { encoding: 'utf8' }))
  process.kill(runner, 'SIGKILL')
  await expect.poll(() => [first!, ...others].filter(isRunning), { timeout: 10_000 }).toEqual([])
})

test('a port in use is named, and nothing is started', async () => {
  using folder = temporaryFolder()
  const system = await npmStart(folder.path)
  const second = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { ...process.env, GATEWAY_PORT: String(system.port) },
  })
  let output = ''
  second.stderr.on('data', (chunk) => (output += chunk))
  const [code] = await once(second, 'exit')
  expect(code).toBe(1)
  expect(output.trim()).toBe(
    `Port ${system.port} is in use. Stop what holds it, or set GATEWAY_PORT: the system takes that port and the four after it.`,
  )
  await system.stop()
})
