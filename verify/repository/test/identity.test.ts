import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { npmStart, type RunningSystem } from './npm-start.ts'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const section = read('docs/operations.md')
  .split(/^## /m)
  .find((part) => part.startsWith('Identity\n'))!
const commands = [
  ...shellLines(section),
  ...shellLines(read('README.md')).filter((line) => line.includes(' token ')),
]

/** Commands of the section that are not run here, and the test that does. */
const RUN_ELSEWHERE: [RegExp, string][] = [
  [/^SECRETS=\S+ docker compose .*compose.auth.yaml up /, 'verify/containers/test/identity.test.ts'],
  [/^npm run secrets -- --tokens$/, 'verify/containers/test/identity-secrets.test.ts'],
  [/--secrets /, 'verify/containers/test/identity-secrets.test.ts'],
  // Without the image of Keycloak: its files are checked.
  [/compose.keycloak.yaml up |localhost:8180/, 'verify/containers/test/keycloak.test.ts'],
]
const isHere = (command: string) => !RUN_ELSEWHERE.some(([pattern]) => pattern.test(command))

describe('npm start -- --auth', () => {
  const folder = temporaryFolder()
  let system: RunningSystem
  beforeAll(async () => {
    system = await npmStart(folder.path, ['start', '--', '--auth'])
  })
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  const shell = (command: string, env = {}) =>
    runCommand('sh', ['-c', command], { cwd: ROOT, env: { DATA: folder.path, ...env } })

  test('says that identity is on, and its curl commands succeed with the token of its first line', async () => {
    expect(system.output()).toContain('Identity is on: ')
    const [line] = /export TOKEN=.*/.exec(system.output())!
    const examples = system.output().match(/^ {2}curl .*/gm)!
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) {
      const { stdout } = await shell(`${line}\n${example}`)
      expect(stdout, example).toMatch(/^HTTP\/1\.1 2\d\d /)
    }
  })

  test('rejects a request without a token', async () => {
    expect((await fetch(`${system.url}/api/products`)).status).toBe(401)
  })

  test('keeps keys and tokens for the owner alone, below the folder of its data', () => {
    const mode = (name: string) => (statSync(join(folder.path, 'identity', name)).mode & 0o777).toString(8)
    expect(mode('.')).toBe('700')
    for (const file of ['users.key.json', 'callers.key.json', 'demo-tokens.json', 'callers/orders/catalog'])
      expect(mode(file), file).toBe('600')
  })

  test('writes no token to its output or its logs', () => {
    for (const text of [system.output(), readFileSync(join(folder.path, 'logs/slipway.log'), 'utf8')])
      expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
  })

  const here = commands.filter(isHere).filter((command) => command !== 'npm start -- --auth')
  test.each(here)('%s', async (command) => {
    const { code, stdout, stderr } = await shell(command.replace('http://127.0.0.1:8080', system.url))
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^HTTP\/1\.1 200 |^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  })
})

test('npm start says that identity is off', async () => {
  using folder = temporaryFolder()
  await using system = await npmStart(folder.path)
  expect(system.output()).toContain('Identity is off: ')
  expect(existsSync(join(folder.path, 'identity'))).toBe(false)
})

test('every other command of the section is run by another test', () => {
  for (const [pattern, file] of RUN_ELSEWHERE) {
    expect(
      commands.some((command) => pattern.test(command)),
      String(pattern),
    ).toBe(true)
    expect(read(file)).toMatch(/test\(/)
  }
})

test('no private key is in the repository', async () => {
  const { stdout } = await runCommand('git', ['grep', '-lE', '"d": ?"|BEGIN .*PRIVATE KEY'], { cwd: ROOT })
  expect(stdout.split('\n').filter((file) => file && !file.endsWith('identity.test.ts'))).toEqual([])
})
