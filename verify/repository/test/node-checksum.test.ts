import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfRepository } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { expect, test } from 'vitest'

const readJson = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'))

/** A copy of the repository in which a test may change the pinned Node. */
async function copyWithNode() {
  const copy = await copyOfRepository()
  const link = join(copy.path, 'node_modules/.bin/node')
  const node = join(copy.path, 'node_modules/pinned-node')
  copyFileSync(link, node)
  rmSync(link)
  symlinkSync('../pinned-node', link)
  const start = (env: Record<string, string> = {}) =>
    runCommand(process.execPath, ['tools/bootstrap.cjs', 'start', '--help'], { cwd: copy.path, env })
  return { path: copy.path, link, node, start, [Symbol.dispose]: copy[Symbol.dispose] }
}

test('there is a checksum of the pinned Node for each platform', () => {
  const { version, sha256 } = readJson('tools/node-checksums.json')
  const packages = Object.entries(readJson('package.json').optionalDependencies as Record<string, string>)
  const platformOf = (name: string) => name.replace(/^node-(bin-)?/, '')
  expect(packages.map(([name]) => platformOf(name)).sort()).toEqual(Object.keys(sha256).sort())
  for (const [name, pinned] of packages) expect(pinned, name).toBe(version)
  for (const sum of Object.values(sha256)) expect(sum).toMatch(/^[0-9a-f]{64}$/)
  expect(new Set(Object.values(sha256)).size).toBe(packages.length)
})

test('a pinned Node with one changed byte is not run, and npm no longer finds it', async () => {
  using copy = await copyWithNode()
  expect(await copy.start()).toMatchObject({ code: 0, stderr: '' })

  const content = readFileSync(copy.node)
  content[content.length - 1]! ^= 1
  writeFileSync(copy.node, content)
  for (let starts = 0; starts < 2; starts++) {
    const { code, stderr, stdout } = await copy.start()
    expect(stderr).toMatch(/pinned-node does not match tools\/node-checksums\.json: its SHA-256 is \w{64}, /)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(() => statSync(copy.link)).toThrow('ENOENT')
    symlinkSync('../pinned-node', copy.link)
  }
})

test('an unchanged Node is read once', async () => {
  using copy = await copyWithNode()
  expect(await copy.start()).toMatchObject({ code: 0 })
  const memory = join(copy.path, 'node_modules/.node-checked')
  const { mtimeMs } = statSync(memory)
  expect(await copy.start()).toMatchObject({ code: 0 })
  expect(statSync(memory).mtimeMs).toBe(mtimeMs)
})

test('SLIPWAY_NODE=system runs the first Node on the PATH that is not from npm', async () => {
  using copy = await copyWithNode()
  const folder = join(copy.path, 'system')
  mkdirSync(folder)
  // It must not be the pinned one that runs: that has a changed byte here.
  writeFileSync(copy.node, 'changed')
  writeFileSync(join(folder, 'node'), `#!/bin/sh\necho system >&2\nexec ${process.execPath} "$@"\n`, {
    mode: 0o755,
  })
  const PATH = `${join(copy.path, 'node_modules/.bin')}:${folder}:${process.env.PATH}`
  const { code, stdout, stderr } = await copy.start({ SLIPWAY_NODE: 'system', PATH })
  expect(stderr).toContain('system')
  expect(stdout).toMatch(/^ {2}SLIPWAY_NODE +system: /m)
  expect(code).toBe(0)
  expect(() => statSync(copy.link)).toThrow('ENOENT')
})

test('SLIPWAY_NODE=system with a Node that is too old names it', async () => {
  using copy = await copyWithNode()
  const folder = join(copy.path, 'system')
  mkdirSync(folder)
  writeFileSync(join(folder, 'node'), '#!/bin/sh\necho v22.1.0\n', { mode: 0o755 })
  const { code, stderr } = await copy.start({ SLIPWAY_NODE: 'system', PATH: `${folder}:${process.env.PATH}` })
  expect(stderr).toMatch(/^The Node of this machine \(v22\.1\.0\) is too old\. Install Node 24 or newer/)
  expect(code).toBe(1)
})

test('another value of SLIPWAY_NODE is an error', async () => {
  using copy = await copyWithNode()
  const { code, stderr } = await copy.start({ SLIPWAY_NODE: 'mine' })
  expect(stderr.trim()).toBe(
    'SLIPWAY_NODE is "mine"; the only value is "system": use the Node of this machine.',
  )
  expect(code).toBe(1)
})

test('no package runs a script when it is installed, and none of ours needs one', () => {
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m)
  const { scripts } = readJson('package.json')
  const lifecycle = [
    'preinstall',
    'install',
    'postinstall',
    'prepare',
    'pretest',
    'posttest',
    'prestart',
    'poststart',
  ]
  expect(Object.keys(scripts).filter((name) => lifecycle.includes(name))).toEqual([])
})
