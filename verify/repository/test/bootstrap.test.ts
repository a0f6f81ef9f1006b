import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfRepository } from '@slipway/harness'
import { APPS, ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'

test('a Node that is too old is named', async () => {
  using folder = temporaryFolder()
  const old = join(folder.path, 'old-node.cjs')
  const versions = "{ ...process.versions, node: '18.20.0' }"
  writeFileSync(old, `Object.defineProperty(process, 'versions', { value: ${versions} })`)
  const args = ['--require', old, 'tools/bootstrap.cjs', 'start']
  const { code, stderr } = await runCommand(process.execPath, args, { cwd: ROOT })
  expect(stderr).toMatch(/^Node \S+ is too old\. Install Node 20 or newer/)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(1)
})

test.skipIf(process.platform === 'win32')('a missing libatomic is named, until it is installed', async () => {
  using copy = await copyOfRepository()
  const node = join(copy.path, 'node_modules/.bin/node')
  const checksums = join(copy.path, 'tools/node-checksums.json')
  const replaceNode = (content: string) => {
    rmSync(node, { force: true })
    writeFileSync(node, content, { mode: 0o755 })
    const sum = createHash('sha256').update(content).digest('hex')
    writeFileSync(checksums, JSON.stringify({ sha256: { [`${process.platform}-${process.arch}`]: sum } }))
  }
  const start = () =>
    runCommand(process.execPath, ['tools/bootstrap.cjs', 'start', '--help'], { cwd: copy.path })

  const message = 'error while loading shared libraries: libatomic.so.1: cannot open shared object file'
  replaceNode(`#!/bin/sh\necho "${message}" >&2\nexit 127\n`)
  const { code, stderr } = await start()
  expect(stderr).toMatch(/^Node 26 needs the system library libatomic\..*apt-get install libatomic1/)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(1)

  rmSync(node, { force: true })
  symlinkSync(process.execPath, node)
  copyFileSync(join(ROOT, 'tools/node-checksums.json'), checksums)
  expect(await start()).toMatchObject({ code: 0, stderr: '' })
})

test('an app that does not describe itself is named, without a stack trace', async () => {
  using copy = await copyOfRepository()
  const [app] = APPS as [string]
  writeFileSync(join(copy.path, 'apps', app, 'package.json'), JSON.stringify({ name: app }))
  const args = ['tools/bootstrap.cjs', 'start', '--help']
  const { code, stderr } = await runCommand(process.execPath, args, { cwd: copy.path })
  expect(stderr).toBe(`apps/${app}/package.json: the field "service" is missing.\n`)
  expect(code).toBe(1)
})

/** Adds a package to files that npm keeps, as `npm install` does. */
function addPackage(...files: string[]): void {
  for (const file of files) {
    const lock = JSON.parse(readFileSync(file, 'utf8'))
    lock.packages['node_modules/added'] = { version: '1.0.0' }
    writeFileSync(file, JSON.stringify(lock))
  }
}

test('after npm install of a package, nothing is installed again; where one is missing, npm is called', async () => {
  using copy = await copyOfRepository()
  const [lock, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map((file) =>
    join(copy.path, file),
  ) as [string, string]
  // Without npm on the PATH it is seen whether it is called.
  const start = () => {
    const env = { PATH: join(copy.path, 'node_modules/.bin') }
    return runCommand(process.execPath, ['tools/bootstrap.cjs', 'start', '--help'], { cwd: copy.path, env })
  }
  addPackage(lock)
  expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('npm cannot be run') })
  addPackage(installed)
  expect(await start()).toMatchObject({ code: 0, stderr: '' })
})
