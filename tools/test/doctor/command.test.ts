import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '@slipway/services'
import { expect, test } from 'vitest'
import { freePorts } from '../../src/ports.ts'
import { PORTS_NEEDED } from '../../src/system.ts'
import { HEALTHY, standIns } from './stand-ins.ts'

interface Result {
  code: number
  stdout: string
  stderr: string
}

/** Runs the command on a machine with these programs, and without all others. */
async function doctor(args: string[], programs: Record<string, string>): Promise<Result> {
  const GATEWAY_PORT = String(await freePorts(PORTS_NEEDED))
  const env = { PATH: standIns(programs), GATEWAY_PORT, npm_config_registry: 'http://127.0.0.1:1/' }
  return promisify(execFile)(process.execPath, ['tools/doctor.cjs', ...args], { cwd: ROOT, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Result) => error,
  )
}

test('a machine that has what npm start needs: exit status 0, and what is next', async () => {
  const { code, stdout, stderr } = await doctor([], HEALTHY)
  expect(stdout).toMatch(/^For start, on /)
  expect(stdout).toMatch(/^ {2}not needed {2}Docker$/m)
  expect(stdout).toMatch(/Next: npm start\n$/)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('a machine without Docker: exit status 1, and the lines that name it', async () => {
  const { docker: _, ...others } = HEALTHY
  const { code, stdout, stderr } = await doctor(['--for', 'compose'], others)
  expect(stdout).toMatch(/^ {2}missing +Docker +not on the PATH\n +→ .*docker/im)
  expect(stdout).toMatch(/To mend: .*Docker, Docker Engine/)
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
})

test.each([[['--for', 'nonsense']], [['--for']], [['compose']], [['--for', 'compose', 'more']]])(
  'called wrongly, with %j: exit status 2, and how to call it',
  async (args) => {
    const { code, stderr } = await doctor(args, HEALTHY)
    expect(stderr).toContain('npm run doctor [-- --for start|compose|kubernetes|workshop]')
    expect(code).toBe(2)
  },
)

test('npm run doctor is this command', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(scripts.doctor).toBe('node tools/doctor.cjs')
})

test('nothing in it is newer than Node 12, and nothing has to be installed for it', () => {
  const files = globSync('tools/{bootstrap,check-node,doctor,link-node}.cjs', { cwd: ROOT })
  for (const file of [...files, ...globSync('tools/doctor/*.cjs', { cwd: ROOT })]) {
    const text = readFileSync(join(ROOT, file), 'utf8')
    expect(text, file).not.toMatch(/\?\.[a-z[(]|\?\?|'node:|replaceAll|\.at\(|\b\d+_\d/)
    for (const [, name] of text.matchAll(/require\('([^.][^']*)'\)/g))
      expect(['child_process', 'crypto', 'fs', 'http', 'https', 'net', 'os', 'path'], file).toContain(name)
  }
})
