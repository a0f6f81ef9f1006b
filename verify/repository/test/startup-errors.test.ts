import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { settingName } from '@slipway/contracts'
import { ROOT, SERVICES } from '@slipway/services'
import { listen, runCommand, temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

const URLS = Object.fromEntries(SERVICES.map(({ name }) => [settingName(name, 'URL'), 'http://127.0.0.1:1']))

type Environment = Record<string, string>

/** Runs an app to its end. */
const start = (app: string, env: Environment, ...args: string[]) =>
  runCommand(process.execPath, [`apps/${app}/src/main.ts`, ...args], {
    cwd: ROOT,
    env: { PORT: '0', AUTH: 'off', STORE_URL: 'sqlite::memory:', ...URLS, ...env },
  })

/** One setting each, with a value that no service can start with; the libs test what exactly is written. */
const OF_ALL: Environment[] = [
  { PORT: 'http' },
  { LOG_LEVEL: 'loud' },
  { HOST: '192.0.2.1' },
  { AUTH: 'maybe' },
  { METRICS_PORT: 'http' },
]
const OF_STORES: Environment[] = [
  { STORE_URL: 'nonsense' },
  { STORE_URL: 'mysql://user:secret@host/db' },
  { STORE_URL_FILE: '/no/such/file' },
  { STORE_URL: 'sqlite:/dev/null/file.db' },
]
const ofCallTo = (callee: string): Environment[] =>
  ['', `${callee}:80`].map((url) => ({ [settingName(callee, 'URL')]: url }))

describe.each(SERVICES)('$name', ({ name, store, calls }) => {
  const mistakes = [...OF_ALL, ...(store ? OF_STORES : []), ...calls.flatMap(ofCallTo)]
  test.each(mistakes)('with %j does not start, and writes one line that names the setting', async (env) => {
    const { code, stderr } = await start(name, env)
    expect(stderr).toMatch(new RegExp(`^${name}: ${Object.keys(env)} [^\n]+\n$`))
    expect(stderr).not.toContain('secret')
    expect(code).toBe(1)
  })

  test.each(['PORT', 'METRICS_PORT'])('names a %s in use', async (setting) => {
    await using other = await listen(() => {})
    const { port } = new URL(other.url)
    const { code, stderr } = await start(name, { [setting]: port })
    expect(stderr).toMatch(new RegExp(`^${name}: ${setting} ${port} is in use on 127\\.0\\.0\\.1\\. .+\n$`))
    expect(code).toBe(1)
  })

  test('--help lists every setting with its default', async () => {
    const { code, stdout } = await start(name, {}, '--help')
    expect(stdout).toMatch(/^ {2}PORT +port to listen on \(default \d+\)$/m)
    expect(stdout).toMatch(/^ {2}INSTANCE .*\(default .+\)$/m)
    expect(code).toBe(0)
  })
})

const stored = SERVICES.filter(({ store }) => store)
test.each(stored)('$name names a database that a newer version has written', async ({ name }) => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'newer.db')
  using db = new DatabaseSync(file)
  db.exec('PRAGMA user_version = 99')
  const { code, stderr } = await start(name, { STORE_URL: `sqlite:${file}` })
  expect(stderr).toMatch(/^\S+: STORE_URL .* was written by a newer version .*\n$/)
  expect(code).toBe(1)
})
