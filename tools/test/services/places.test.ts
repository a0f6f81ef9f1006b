import { cpSync, existsSync, globSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, SERVICES } from '@slipway/services'
import { describe, expect, test } from 'vitest'
import { newService } from '../../src/services/new-service.ts'
import { enter, removeFrom } from '../../src/services/places.ts'
import { lackingPlaces } from '../places/index.ts'
import { contents } from './contents.ts'

const callable = SERVICES.filter(({ published }) => !published)
/** One that calls none, so that nothing goes in a circle, and one that does; in a copy, maybe none does. */
const callee = callable.find(({ calls }) => calls.length === 0)!.name
const caller = callable.filter(({ calls }) => calls.length > 0).map(({ name }) => name)
const description = { name: 'planted-apps', path: '/api/planted-apps' }

/** The files that are changed: each that a service could be entered in. */
function copyOfFiles() {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'services-'))
  const paths = [
    'compose.yaml',
    'skaffold.yaml',
    'docker',
    'k8s',
    'docs',
    ...globSync('apps/*/Dockerfile', { cwd: ROOT }),
  ]
  for (const path of paths.filter((path) => existsSync(join(ROOT, path))))
    cpSync(join(ROOT, path), join(folder.path, path), { recursive: true })
  return folder
}

describe.each([
  ['that calls another one, and is called by one that calls others', [callee], caller.slice(0, 1)],
  ['that all others call, also those that called none', [], callable.map(({ name }) => name)],
])('a service %s', (_name, calls, callers) => {
  const added = newService({ ...description, calls, callers }, SERVICES, [])

  test('is missing nowhere but in its own files', () => {
    using copy = copyOfFiles()
    expect(enter(copy.path, added)).toEqual([])
    const services = SERVICES.map((one) =>
      one.published || callers.includes(one.name) ? { ...one, calls: [...one.calls, added.name] } : one,
    )
    const listed = { ...added, calls, published: false, env: {}, timeoutMs: 500 }
    const own =
      /^(apps\/planted-apps\/|k8s\/(base|components\/\S+)\/planted-apps|docker\/redis\/development\/planted-apps)/
    expect(lackingPlaces(copy.path, [...services, listed]).filter((line) => !own.test(line))).toEqual([])
  })

  test('is there once where it is entered twice', () => {
    using copy = copyOfFiles()
    enter(copy.path, added)
    const once = contents(copy.path)
    enter(copy.path, added)
    expect(contents(copy.path)).toEqual(once)
  })

  test('leaves every file as it was, to the letter, when it is removed', () => {
    using copy = copyOfFiles()
    const before = contents(copy.path)
    enter(copy.path, added)
    const changed = Object.entries(contents(copy.path)).filter(([file, text]) => before[file] !== text)
    expect(changed.length).toBeGreaterThan(10)
    expect(removeFrom(copy.path, added)).toEqual([])
    expect(contents(copy.path)).toEqual(before)
  })
})

test('a place that somebody has removed is reported, and the others are filled', () => {
  using copy = copyOfFiles()
  const file = join(copy.path, 'compose.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('  grafana:\n', '  dashboards:\n'))
  expect(enter(copy.path, newService({ ...description, calls: [] }, SERVICES, []))).toEqual([
    'compose.yaml has no services.grafana.networks, for "planted-apps-observe"',
  ])
  expect(readFileSync(file, 'utf8')).toContain('\n  planted-apps:\n')
})
