import { cpSync, globSync, mkdtempDisposableSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, readServices } from '@slipway/services'
import { expect, test } from 'vitest'
import { stepsOf } from '../../src/services/add-call.ts'
import { SAMPLE } from '../../src/services/copy-sample.ts'
import { makeService } from '../../src/services/make-service.ts'
import { existingService, newService } from '../../src/services/new-service.ts'
import { takeOut } from '../../src/services/take-out.ts'
import { contents } from './contents.ts'

const sample = globSync('{*.*,Dockerfile,{src,test,places}/**/*.*}', { cwd: join(ROOT, SAMPLE) })
const LIB = '@slipway/upstream'
const planted = (name: string, callers: string[] = [], store = true) => ({
  ...{ name, path: `/api/${name}s`, calls: [] as string[], callers, store },
})

/** A copy with two more services that call none, and all that do not. */
function copyWithCallers() {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'first-call-'))
  const filter = (path: string) => !/node_modules|dist$/.test(path)
  for (const path of globSync(
    ['compose.yaml', 'skaffold.yaml', 'docker', 'k8s', 'docs', 'acceptance', 'apps', SAMPLE],
    { cwd: ROOT },
  ))
    cpSync(join(ROOT, path), join(folder.path, path), { recursive: true, filter })
  for (const one of [planted('storing'), planted('computing', [], false)])
    makeService(folder.path, sample, newService(one, readServices(folder.path), []))
  const services = readServices(folder.path)
  const callers = services.filter(({ published, calls }) => !published && calls.length === 0)
  return {
    path: folder.path,
    services,
    callers: callers.map(({ name }) => name),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

/** What a person does so that the caller calls it no more. */
function giveUpCall(root: string, caller: string, callee: string): void {
  rmSync(join(root, `apps/${caller}/src/${callee}-client.ts`))
  const file = join(root, `apps/${caller}/package.json`)
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  manifest.service.calls = manifest.service.calls.filter((one: string) => one !== callee)
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

test.each([
  ['storing', true],
  ['computing', false],
])('after its first call, %s has the lib as a service that was made with one', (name, store) => {
  using copy = copyWithCallers()
  const make = (wanted: Parameters<typeof newService>[0]) => {
    const service = newService(wanted, readServices(copy.path), [])
    expect(makeService(copy.path, sample, service)).toEqual([])
    return service.port
  }
  make(planted('called', [name]))
  const port = make({ ...planted('another', [], store), calls: ['called'] })
  const read = (app: string, file: string) => readFileSync(join(copy.path, 'apps', app, file), 'utf8')
  const own = copy.services.find((one) => one.name === name)!
  const wanted = read('another', 'Dockerfile').replaceAll('another', name)
  expect(read(name, 'Dockerfile')).toBe(wanted.replaceAll(`${port}`, `${own.port}`))

  const [manifest, other] = [name, 'another'].map((app) => JSON.parse(read(app, 'package.json')))
  expect(Object.entries(manifest.dependencies)).toEqual(Object.entries(other.dependencies))
  expect(manifest.service.calls).toEqual(['called'])
  const [libs, others] = [name, 'another'].map((app) => JSON.parse(read(app, 'tsconfig.json')).references)
  expect(libs).toHaveLength(others.length)
  expect(libs).toEqual(expect.arrayContaining(others))
  expect(read(name, 'src/called-client.ts')).toBe(read('another', 'src/called-client.ts'))
})

test('when it is removed, each of its callers is a service without calls again, to the letter', () => {
  using copy = copyWithCallers()
  const before = contents(copy.path)
  makeService(copy.path, sample, newService(planted('called', copy.callers), copy.services, []))
  for (const caller of copy.callers) giveUpCall(copy.path, caller, 'called')
  expect(
    takeOut(
      copy.path,
      existingService('called', readServices(copy.path), () => []),
    ),
  ).toEqual([])
  expect(contents(copy.path)).toEqual(before)
})

test('one that has the lib already keeps its dependencies in their order', () => {
  using copy = copyWithCallers()
  const file = join(copy.path, 'apps/storing/package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const dependencies = { [LIB]: '*', ...manifest.dependencies }
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies }))
  makeService(copy.path, sample, newService(planted('called', ['storing']), copy.services, []))
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).dependencies)).toEqual(Object.keys(dependencies))
})

test('a service that calls something else with the lib keeps it', () => {
  using copy = copyWithCallers()
  makeService(copy.path, sample, newService(planted('called', ['storing']), copy.services, []))
  giveUpCall(copy.path, 'storing', 'called')
  writeFileSync(join(copy.path, 'apps/storing/src/shipping.ts'), `import { openUpstream } from '${LIB}'\n`)
  takeOut(
    copy.path,
    existingService('called', readServices(copy.path), () => []),
  )
  expect(
    readFileSync(join(copy.path, 'apps/storing/Dockerfile'), 'utf8').match(/libs\/upstream\b/g),
  ).toHaveLength(6)
  expect(
    JSON.parse(readFileSync(join(copy.path, 'apps/storing/package.json'), 'utf8')).dependencies,
  ).toHaveProperty([LIB])
})

test('for a first call the command names all lines that a caller has, and for a further one those of the call', () => {
  using copy = copyWithCallers()
  const caller = copy.services.find(({ name }) => name === 'storing')!
  const first = stepsOf(ROOT, caller, 'gift-cards', 700).join('\n')
  const further = stepsOf(ROOT, { ...caller, calls: ['another'] }, 'gift-cards', 700).join('\n')
  for (const steps of [first, further]) {
    expect(steps).toContain("...callSettings('gift-cards', 700),")
    expect(steps).toContain("const giftCards = await openUpstream('gift-cards', settings, logger)")
    expect(steps).toContain('apps/storing/src/gift-cards-client.ts')
    expect(steps).toContain('GIFT_CARDS_URL, in each test')
    expect(steps).not.toMatch(/callee/i)
  }
  for (const line of [
    '...UpstreamSettings,',
    'await app.register(topologyRoute)',
    `import { openUpstream } from '${LIB}'`,
  ]) {
    expect(first).toContain(line)
    expect(further).not.toContain(line)
  }
})
