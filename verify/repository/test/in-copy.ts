import { type Copy, copyOfSources, installFromCheckout } from '@slipway/harness'
import { runCommand } from '@slipway/testing'
import { expect } from 'vitest'

export const MINUTES = 60_000

/** What the nx and the Vitest that run a test have set would change what those of a copy do. */
const inherited = Object.keys(process.env).filter((name) => /^(NX_|VITEST|COVERAGE$)/.test(name))
export const NOT_INHERITED = Object.fromEntries(inherited.map((name) => [name, undefined]))
export const COPY_ENV = {
  ...NOT_INHERITED,
  NX_DAEMON: 'false', // it would outlive the test
  NX_CACHE_DIRECTORY: '.nx/cache', // not in the home folder: no other copy has the same commits
  GIT_CONFIG_GLOBAL: '/dev/null',
}

/** Compose with all that can be added to it. */
const OVERRIDES = ['auth', 'tls', 'keycloak', 'lessons', 'dev']
const FILES = ['compose.yaml', ...OVERRIDES.map((name) => `docker/compose.${name}.yaml`)]

/** Programs that a test runs in a copy, with these environment variables too. */
export function inCopy(copy: Copy, env: Record<string, string | undefined> = {}) {
  const run = (program: string, ...args: string[]) =>
    runCommand(program, args, { cwd: copy.path, env: { ...COPY_ENV, ...env } })
  /** Returns what went to standard output. */
  async function succeed(program: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(program, ...args)
    expect(code, stdout + stderr).toBe(0)
    return stdout
  }
  const shell = (command: string) => succeed('sh', '-c', command)
  const commit = () =>
    shell(
      'git add --all && git -c user.name=test -c user.email=test@users.noreply.example commit --quiet -m test',
    )
  /** The tests of a project, or some of its files, without the seconds that nx takes to start. */
  const vitest = (project: string, ...files: string[]) =>
    shell(
      `cd ${project} && PATH="${copy.path}/node_modules/.bin:$PATH" npm run --silent test -- ${files.join(' ')}`,
    )
  /** The services that Compose accepts, and the stack that Swarm does. */
  const containers = async () => {
    const files = FILES.map((file) => `--file ${file}`).join(' ')
    const services = await shell(`SECRETS=./docker/redis/own docker compose ${files} config --services`)
    return { services, stack: await shell('docker stack config --compose-file docker/stack.yaml') }
  }
  return { run, succeed, shell, commit, vitest, containers }
}

/** A copy of the checkout, committed, in which programs run. */
export async function committedCopy(): Promise<Copy> {
  const copy = await copyOfSources()
  const { shell, commit } = inCopy(copy)
  await shell('git init --quiet')
  await commit()
  await installFromCheckout(copy)
  return copy
}

/** In parts: a name that stands in a file already is refused. */
export const OWN_NAME = ['ebb', 'shop'].join('-')

/** A committed copy with a name of its own: what the template promises has to hold there too. */
export async function renamedCopy(): Promise<Copy> {
  const copy = await committedCopy()
  const { shell, commit } = inCopy(copy)
  await shell(`npm run rename -- ${OWN_NAME}`)
  await commit()
  return copy
}
