import { freePorts } from '@slipway/tools'
import { docker, PREFIX } from './engine.ts'

export interface ComposeProject extends AsyncDisposable {
  name: string
  url: string
  /** Runs docker compose on this project. */
  compose(...args: string[]): Promise<string>
  /** The arguments of docker, and its environment, for a test that starts the command itself. */
  command(...args: string[]): string[]
  env: Record<string, string>
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
  // --rmi local: the images that this project built; their tags are its own, so no other run loses one.
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
    env,
    [Symbol.asyncDispose]: down,
  }
}
