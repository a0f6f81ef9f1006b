import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { temporaryFolder } from '@slipway/testing'
import { APPS, ROOT } from '@slipway/tools'
import { describe, expect, test } from 'vitest'

function start(app: string, env: Record<string, string>, args: string[] = []) {
  const base = {
    PATH: process.env.PATH!,
    PORT: '0',
    CATALOG_URL: 'http://127.0.0.1:1',
    ORDERS_URL: 'http://127.0.0.1:1',
  }
  return spawnSync(process.execPath, [join('apps', app, 'src/main.ts'), ...args], {
    cwd: ROOT,
    env: { ...base, STORE_URL: 'sqlite::memory:', ...env },
    encoding: 'utf8',
    timeout: 20_000,
  })
}

describe('what keeps a service from starting is one line that names the setting', () => {
  test.each([
    ['catalog', { PORT: 'http' }, /^catalog: PORT must be integer/],
    ['catalog', { STORE_URL: 'nonsense' }, /^catalog: STORE_URL is not a URL/],
    ['orders', { STORE_URL: 'mysql://u:secret@h/db' }, /^orders: STORE_URL has the unknown scheme "mysql:"/],
    [
      'orders',
      { STORE_URL_FILE: '/no/such/file' },
      /^orders: STORE_URL_FILE \/no\/such\/file cannot be read \(ENOENT\)/,
    ],
    [
      'catalog',
      { STORE_URL: 'sqlite:/dev/null/catalog.db' },
      /^catalog: STORE_URL sqlite:\/dev\/null\/catalog.db cannot be opened/,
    ],
    ['catalog', { CURRENCY: 'euros' }, /^catalog: CURRENCY must match pattern/],
    ['catalog', { SEED: 'all' }, /^catalog: SEED must be equal to one of the allowed values: demo/],
    ['orders', { CATALOG_URL: '' }, /^orders: CATALOG_URL is not set/],
    ['gateway', { ORDERS_URL: 'orders:3000' }, /^gateway: ORDERS_URL holds "orders:3000"/],
    ['gateway', { LOG_LEVEL: 'loud' }, /^gateway: LOG_LEVEL must be equal to one of the allowed values/],
    ['gateway', { HOST: '192.0.2.1' }, /^gateway: HOST 192.0.2.1 is no address of this machine/],
  ])('%s with %j', (app, env, message) => {
    const { status, stderr } = start(app, env)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).not.toContain('secret')
    expect(status).toBe(1)
  })

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const { status, stderr } = start('catalog', { PORT: String(port) })
    server.close()
    expect(stderr).toBe(
      `catalog: PORT ${port} is in use on 127.0.0.1. Set PORT to a free one, or stop the process that holds it.\n`,
    )
    expect(status).toBe(1)
  })

  test('a database from a newer version', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'catalog.db')
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    const { status, stderr } = start('catalog', { STORE_URL: `sqlite:${file}` })
    expect(stderr).toMatch(
      /^catalog: STORE_URL .* was written by a newer version \(schema 99, this one knows \d+\)/,
    )
    expect(status).toBe(1)
  })
})

describe('--help', () => {
  test.each(APPS)('%s lists every setting with its default', (app) => {
    const { status, stdout } = start(app, {}, ['--help'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^ {2}PORT +port to listen on \(default \d+\)$/m)
    expect(stdout).toMatch(/^ {2}INSTANCE .*\(default .+\)$/m)
  })
})

describe('a machine that cannot run it', () => {
  test('a Node that is too old', () => {
    using folder = temporaryFolder()
    const old = join(folder.path, 'old-node.cjs')
    writeFileSync(
      old,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } })",
    )
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--require', old, 'tools/bootstrap.cjs', 'start'],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    )
    expect(stderr).toMatch(/^Node \S+ is too old\. Install Node 20 or newer/)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(status).toBe(1)
  })

  test.skipIf(process.platform === 'win32')('a missing libatomic, and again once it is there', () => {
    using folder = temporaryFolder()
    const bin = join(folder.path, 'node_modules/.bin')
    cpSync(join(ROOT, 'tools'), join(folder.path, 'tools'), { recursive: true })
    cpSync(join(ROOT, 'package-lock.json'), join(folder.path, 'package-lock.json'))
    mkdirSync(bin, { recursive: true })
    cpSync(join(ROOT, 'node_modules/.installed'), join(folder.path, 'node_modules/.installed'))
    const node = join(bin, 'node')
    const message = 'error while loading shared libraries: libatomic.so.1: cannot open shared object file'
    writeFileSync(node, `#!/bin/sh\necho "${message}" >&2\nexit 127\n`, { mode: 0o755 })
    const start = () =>
      spawnSync(process.execPath, ['tools/bootstrap.cjs', 'start', '--help'], {
        cwd: folder.path,
        encoding: 'utf8',
      })

    const first = start()
    expect(first.stderr).toMatch(/^Node 26 needs the system library libatomic\..*apt-get install libatomic1/)
    expect(first.stderr.trim().split('\n')).toHaveLength(1)
    expect(first.status).toBe(1)

    symlinkSync(process.execPath, node)
    expect(start().stderr).not.toMatch(/libatomic/)
  })
})
