import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ALL_PROTECTIONS, type Lessons, NO_FAULTS } from '@slipway/contracts'
import { expectNoFailures, repeatIfStalled, resultOf, startLoad } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { runCommand, startSystem, temporaryFolder } from '@slipway/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lessonCommands } from './lesson-commands.ts'
import { NAMES, npmStart, type RunningSystem } from './npm-start.ts'

const RATE = 60 // requests a second, reads and orders in turn
const BEHIND = NAMES.filter((name) => !name.startsWith('gateway'))

const folder = temporaryFolder()
let system: RunningSystem
beforeAll(async () => {
  system = await npmStart(folder.path, ['start', '--', '--lessons'])
})
afterAll(async () => {
  await system[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

async function put(path: string, body: unknown): Promise<Lessons> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'PUT', headers, body: JSON.stringify(body) }
  const response = await fetch(`${system.url}/lessons${path}`, init)
  const answer = await response.json()
  expect(response.status, JSON.stringify(answer)).toBe(200)
  return answer as Lessons
}

const act = (name: string, action: string) => put(`/instances/${name}/process`, { action })
const processOf = ({ instances }: Lessons, name: string) =>
  instances.find((one) => one.name === name)?.process

/** How a second of reads ends, in statuses; a request without a response counts as 0. */
async function statuses(): Promise<number[]> {
  const all = Array.from({ length: 100 }, async (_, i) => {
    await sleep(i * 10)
    return fetch(`${system.url}/api/products?limit=1`).then(
      ({ status }) => status,
      () => 0,
    )
  })
  return [...new Set(await Promise.all(all))].sort()
}

const expectNoFailure = () => repeatIfStalled(async () => expect(await statuses()).toEqual([200]))

test('every instance behind the gateway is listed, each with a lessons port of its own', async () => {
  const lessons = (await (await fetch(`${system.url}/lessons`)).json()) as Lessons
  expect(lessons).toEqual({
    instances: BEHIND.toSorted().map((name) => ({
      name,
      service: name.replace(/-\d+$/, ''),
      faults: NO_FAULTS,
      process: 'running',
    })),
    protections: ALL_PROTECTIONS,
    processes: true,
  })
})

test('the requests of docs/operations.md succeed', async () => {
  const requests = lessonCommands().filter((command) => command.startsWith('curl'))
  expect(requests).toHaveLength(3)
  for (const request of requests) {
    const { stdout } = await runCommand('sh', ['-c', request.replace('http://127.0.0.1:8080', system.url)])
    expect(stdout, request).toMatch(/^HTTP\/1\.1 200 /)
  }
  await put('/instances/catalog-1', { slowMs: 0 })
  await put('/protections', { retries: true })
})

test('every other command there is run by a test', () => {
  const elsewhere: Record<string, [file: string, text: string]> = {
    'npm start -- --lessons': ['verify/repository/test/lessons.test.ts', "['start', '--', '--lessons']"],
    'docker compose --file compose.yaml --file docker/compose.lessons.yaml up --build --wait': [
      'verify/containers/test/lessons.test.ts',
      "['compose.yaml', 'docker/compose.lessons.yaml']",
    ],
    'kubectl apply -k k8s/overlays/lessons': ['verify/cluster/test/lessons.test.ts', "'lessons'"],
  }
  for (const command of lessonCommands().filter((one) => !/^(curl|npm run instance) /.test(one))) {
    const [file, text] = elsewhere[command] ?? []
    expect(file && readFileSync(join(ROOT, file), 'utf8'), command).toContain(text)
  }
})

test.each(BEHIND)('%s alone becomes slow, and not the others', async (name) => {
  const { instances } = await put(`/instances/${name}`, { slowMs: 7 })
  expect(instances.filter(({ faults }) => faults.slowMs === 7).map((one) => one.name)).toEqual([name])
  await put(`/instances/${name}`, { slowMs: 0 })
})

test.each([
  ['silent', { silent: true }],
  ['sick', { sick: true }],
])(
  'with all protections on, no request fails while a catalog is %s; without, some do',
  async (_title, faults) => {
    await put('/instances/catalog-1', faults)
    await expectNoFailure()
    await put('/protections', { retries: false, ejection: false })
    const seen = await statuses()
    await put('/protections', { retries: true, ejection: true })
    await put('/instances/catalog-1', { silent: false, sick: false })
    // 503: the connection had ended before the request was sent.
    expect(seen).toContain(504)
    expect([200, 503, 504]).toEqual(expect.arrayContaining(seen))
  },
)

test('without retries and ejection, a killed catalog is noticed by clients; with them, it is not', async () => {
  expect(processOf(await act('catalog-1', 'kill'), 'catalog-1')).toBe('stopped')
  await expectNoFailure()
  await put('/protections', { retries: false, ejection: false })
  const seen = await statuses()
  await put('/protections', { retries: true, ejection: true })
  expect(seen).toEqual([200, 503])
  await expectNoFailure()
  expect(processOf(await act('catalog-1', 'start'), 'catalog-1')).toBe('running')
})

test('a catalog is paused, resumed, and scaled to three and back, under load: no request fails', async (context) => {
  const load = await startLoad(system.url, { rate: RATE })
  expect(processOf(await act('catalog-2', 'pause'), 'catalog-2')).toBe('paused')
  await sleep(1_000)
  expect(processOf(await act('catalog-2', 'resume'), 'catalog-2')).toBe('running')
  const { instances } = await put('/services/catalog/replicas', { replicas: 3 })
  expect(instances.map(({ name }) => name)).toContain('catalog-3')
  const slow = await put('/instances/catalog-3', { slowMs: 5 })
  expect(slow.instances.find(({ name }) => name === 'catalog-3')?.faults.slowMs).toBe(5)
  const after = await put('/services/catalog/replicas', { replicas: 2 })
  expect(after.instances.map(({ name }) => name)).toEqual(BEHIND.toSorted())
  expectNoFailures(context, resultOf(await load.stop()))
})

test('the gateway itself is not killed from its page', async () => {
  const init = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'kill' }),
  }
  expect((await fetch(`${system.url}/lessons/instances/gateway-1/process`, init)).status).toBe(404)
})

test('without --lessons, no process loads a module of lessons but their settings', async () => {
  const hook = `import { registerHooks } from 'node:module'
    registerHooks({ load(url, context, next) {
      if (url.includes('/src/lessons/')) console.error('loaded ' + url.split('/src/lessons/')[1])
      return next(url, context)
    } })`
  const loaded = async (lessons: 'on' | 'off') => {
    await using other = await startSystem({}, (specs) => {
      for (const { env } of specs) {
        env.NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hook)}`
        Object.assign(env, { LESSONS: lessons, LESSONS_PORT: '0' })
      }
    })
    return other.lines.filter((line) => line.includes(' loaded ')).map((line) => line.split(' loaded ')[1])
  }
  expect(new Set(await loaded('off'))).toEqual(new Set(['settings.ts']))
  expect(await loaded('on')).toEqual(expect.arrayContaining(['plugin.ts', 'faults.ts', 'routes.ts']))
})
