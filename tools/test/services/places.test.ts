import { cpSync, existsSync, globSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, SERVICES } from '@slipway/services'
import { expect, test } from 'vitest'
import { newService } from '../../src/services/new-service.ts'
import { enter, removeFrom } from '../../src/services/places.ts'
import { lackingPlaces } from '../places/index.ts'

/** A service that calls the first that others can call, and is called by one that calls others already. */
const callee = SERVICES.find(({ published }) => !published)!.name
const callers = SERVICES.filter(({ published, calls }) => !published && calls.length > 0)
  .map(({ name }) => name)
  .slice(0, 1)
const description = { name: 'planted-apps', path: '/api/planted-apps', calls: [callee], callers }
const added = newService(description, SERVICES, [])

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

function contents(folder: string): Record<string, string> {
  const files = globSync('**/*.*', { cwd: folder, withFileTypes: true }).filter((one) => one.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      join(parentPath, name),
      readFileSync(join(parentPath, name), 'utf8'),
    ]),
  )
}

test('a service that is entered is missing nowhere but in its own files', () => {
  using copy = copyOfFiles()
  expect(enter(copy.path, added)).toEqual([])
  const services = SERVICES.map((one) =>
    one.published || callers.includes(one.name) ? { ...one, calls: [...one.calls, added.name] } : one,
  )
  const listed = { ...added, calls: [callee], published: false, env: {}, timeoutMs: 500 }
  const own =
    /^(apps\/planted-apps\/|k8s\/(base|components\/\S+)\/planted-apps|docker\/redis\/development\/planted-apps)/
  expect(lackingPlaces(copy.path, [...services, listed]).filter((line) => !own.test(line))).toEqual([])
})

test('a service that is entered twice is there once', () => {
  using copy = copyOfFiles()
  enter(copy.path, added)
  const once = contents(copy.path)
  enter(copy.path, added)
  expect(contents(copy.path)).toEqual(once)
})

test('removing it leaves every file as it was, to the letter', () => {
  using copy = copyOfFiles()
  const before = contents(copy.path)
  enter(copy.path, added)
  const changed = Object.entries(contents(copy.path)).filter(([file, text]) => before[file] !== text)
  expect(changed.length).toBeGreaterThan(10)
  expect(removeFrom(copy.path, added)).toEqual([])
  expect(contents(copy.path)).toEqual(before)
})

test('a place that somebody has removed is reported, and the others are filled', () => {
  using copy = copyOfFiles()
  const file = join(copy.path, 'compose.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('  grafana:\n', '  dashboards:\n'))
  expect(enter(copy.path, added)).toEqual([
    'compose.yaml has no services.grafana.networks, for "planted-apps-observe"',
  ])
  expect(readFileSync(file, 'utf8')).toContain('\n  planted-apps:\n')
})
