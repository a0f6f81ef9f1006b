import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { dockerAnswers } from '@slipway/testing'
import { freePorts, ROOT } from '@slipway/tools'

/** For the names of suites that need an engine: why they were skipped, or nothing. */
export const skipped = dockerAnswers ? '' : ' (skipped: no Docker Engine answers)'

/** What all that a test process makes is named after, so that the next run finds what a killed one left. */
export const PREFIX = `slipway-test-${process.pid}`

/** The tag of the images that the tests build, beside a developer's own. */
export const VERSION = 'test'

const run = promisify(execFile)

/** Runs docker in the repository and answers with its standard output; rejects with what it said on failure. */
export async function docker(args: string[], env: Record<string, string> = {}): Promise<string> {
  const options = { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 }
  return (await run('docker', args, options)).stdout.trim()
}

export interface ComposeProject extends AsyncDisposable {
  name: string
  url: string
  /** Runs docker compose on this project. */
  compose(...args: string[]): Promise<string>
  /** For a test that runs it by itself: the arguments of docker, and its environment. */
  command(...args: string[]): string[]
  env: NodeJS.ProcessEnv
}

/** `docker compose up --build --wait` as a project of the test's own, on a port of its own. */
export async function composeUp(
  options: { args?: string[]; env?: Record<string, string>; files?: string[] } = {},
): Promise<ComposeProject> {
  const port = await freePorts(1)
  const name = `${PREFIX}-${port}`
  const files = (options.files ?? ['compose.yaml']).flatMap((file) => ['--file', file])
  const env = { VERSION: name, GATEWAY_PORT: String(port), ...options.env }
  const command = (...args: string[]) => ['compose', '--project-name', name, ...files, ...args]
  const compose = (...args: string[]) => docker(command(...args), env)
  // --rmi local: the images that this project built; their tags are of its own, so that no other run's go.
  const down = async () =>
    void (await compose('down', '--volumes', '--timeout', '2', '--remove-orphans', '--rmi', 'local'))
  try {
    await compose('up', '--detach', '--build', '--wait', ...(options.args ?? []))
  } catch (error) {
    const logs = await compose('logs', '--no-color', '--tail', '20').catch(String)
    await down()
    throw new Error(`${(error as Error).message}\n${logs}`)
  }
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    compose,
    command,
    env: { ...process.env, ...env },
    [Symbol.asyncDispose]: down,
  }
}
