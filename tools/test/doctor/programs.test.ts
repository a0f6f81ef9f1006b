import { describe, expect, test } from 'vitest'
import { ENGINES } from '../../doctor/requirements.cjs'
import { diagnose, failed, HEALTHY } from './stand-ins.ts'

/** The checks of a program's version, and its name on the PATH. */
const PROGRAMS: Record<string, string> = {
  npm: 'npm',
  git: 'git',
  Docker: 'docker',
  Compose: 'docker',
  Buildx: 'docker',
  kubectl: 'kubectl',
  Skaffold: 'skaffold',
}
const ALL = Object.keys(PROGRAMS)
/** Every program of a healthy machine, with another script. */
const every = (script: string) => Object.fromEntries(Object.keys(HEALTHY).map((name) => [name, script]))
const states = (rows: Awaited<ReturnType<typeof diagnose>>) => ALL.map((name) => rows[name]!.state)
const ports = { GATEWAY_PORT: '28080' }

test('a machine that has everything lacks nothing', async () => {
  const rows = await diagnose(HEALTHY, 'workshop', {}, ports)
  expect(failed(rows)).toEqual([])
  for (const { name, state } of Object.values(rows))
    expect(state, name).toBe(name === 'clock' ? 'unknown' : 'ok')
})

test.each(Object.keys(HEALTHY))('without %s on the PATH, what it is for is missing', async (program) => {
  const { [program]: _, ...others } = HEALTHY
  const rows = await diagnose(others)
  for (const name of ALL.filter((check) => PROGRAMS[check] === program)) {
    expect(rows[name]!.state, name).toBe('missing')
    expect(failed(rows)).toContain(name)
  }
})

test('each missing program comes with a command that installs it', async () => {
  const rows = await diagnose({})
  expect(rows.git!.mend).toBe('sudo apt-get install git')
  expect(rows.Docker!.mend).toContain('https://get.docker.com')
  for (const name of ['npm', 'kubectl', 'minikube or kind', 'Skaffold'])
    expect(rows[name]!.mend, name).not.toBe('')
})

test('a plugin that docker does not have is missing, and docker is not', async () => {
  const docker = HEALTHY.docker!.replace(/compose\).*;;/, 'compose) echo unknown command >&2; exit 1 ;;')
  const rows = await diagnose({ ...HEALTHY, docker })
  expect(rows).toMatchObject({
    Docker: { state: 'ok' },
    Compose: { state: 'missing' },
    Buildx: { state: 'ok' },
  })
})

test('a program that succeeds and prints nonsense is not taken for one that works', async () => {
  const rows = await diagnose(every('echo Hello'))
  expect(states(rows)).toEqual(ALL.map(() => 'wrong'))
  expect(rows.git!.detail).toBe('printed no version, but "Hello"')
  expect(failed(rows)).toEqual(expect.arrayContaining([...ALL, 'Docker Engine', 'cluster', 'storage class']))
})

test('a program that prints an old version is too old', async () => {
  const rows = await diagnose(every('echo version 0.1.2'))
  expect(states(rows)).toEqual(ALL.map(() => 'too old'))
  expect(rows.git!.detail).toMatch(/^0\.1\.2; \S+ or newer is needed$/)
})

test('programs that hang are stopped, and all of it ends', async () => {
  const start = Date.now()
  const rows = await diagnose(every('exec /bin/sleep 60'), 'workshop', {}, {}, 500)
  expect(Date.now() - start).toBeLessThan(15_000)
  expect(states(rows)).toEqual(ALL.map(() => 'wrong'))
  expect(rows.Docker!.detail).toBe('does not answer')
})

describe('the oldest versions that work', () => {
  test.each(Object.entries(ENGINES))('of %s, %s, can be compared', (_, minimum) => {
    expect(minimum).toMatch(/^>=\d+(\.\d+)?$/)
  })
})
