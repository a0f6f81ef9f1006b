import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '@slipway/tools'
import { GenericContainer, Wait } from 'testcontainers'
import { type Command, outputOf, startCommand } from './command.ts'
import { dockerAvailable } from './engines.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A Redis of a test's own, configured as one that must lose nothing. */
export interface TestRedis extends AsyncDisposable {
  url: string
  /** Connections stay open, but no response comes (SIGSTOP). */
  pause(): Promise<void>
  resume(): Promise<void>
  /** SIGKILL; its data stays. */
  kill(): Promise<void>
  /** Starts it again after a kill, at the same address. */
  restart(): Promise<void>
}

/** For tests that are not about durability: a disk that is busy for a while makes no store late. */
export const WITHOUT_FSYNC = ['--appendfsync', 'no'] // the last value of an option counts

const OPTIONS = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']

/** Starts a Redis: a container where a Docker Engine responds, else the machine's own redis-server. */
export const startRedis = (options: string[] = []): Promise<TestRedis> =>
  dockerAvailable ? startContainer(options) : startRedisServer(options)

async function startContainer(options: string[]): Promise<TestRedis> {
  // Every test stops what it started; the reaper would be one more image to pull.
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true'
  // An engine behind a local socket publishes on loopback, also where this machine is itself a container.
  if (!process.env.DOCKER_HOST?.startsWith('tcp')) process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1'
  const port = await freePorts(1)
  const container = await new GenericContainer('redis:8-trixie')
    .withName(`slipway-test-${process.pid}-redis-${port}`) // by which what a killed test run left is found
    // Protected mode rejects what comes through a published port.
    .withCommand(['redis-server', '--protected-mode', 'no', ...OPTIONS, ...options])
    .withExposedPorts({ container: 6379, host: port }) // the same after a restart
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
    .start()
  const docker = async (...command: string[]) =>
    void (await outputOf('docker', [...command, container.getId()]))
  return {
    url: `redis://${container.getHost()}:${port}`,
    // Not `docker pause`: its freezer fails on a machine that is very busy.
    pause: () => docker('kill', '--signal', 'STOP'),
    resume: () => docker('kill', '--signal', 'CONT'),
    kill: () => docker('kill'),
    restart: () => docker('start'),
    [Symbol.asyncDispose]: async () => void (await container.stop({ timeout: 0 })),
  }
}

/** Starts the machine's own redis-server, with `env` in addition to the environment of the test. */
export async function startRedisServer(
  options: string[] = [],
  env: Record<string, string> = {},
): Promise<TestRedis & { pid: number }> {
  const folder = temporaryFolder()
  const port = await freePorts(1)
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder.path, ...OPTIONS, ...options]
  let server = await startServer(args, env)
  const kill = async () => server[Symbol.asyncDispose]()
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: server.child.pid!,
    pause: async () => server.kill('SIGSTOP'),
    resume: async () => server.kill('SIGCONT'),
    kill,
    async restart() {
      server = await startServer(args, env)
    },
    async [Symbol.asyncDispose]() {
      await kill()
      folder[Symbol.dispose]()
    },
  }
}

async function startServer(args: string[], env: Record<string, string>): Promise<Command> {
  const server = startCommand('redis-server', args, { env })
  while (!server.output().includes('Ready to accept connections')) {
    if (server.child.exitCode !== null) throw new Error(`redis-server did not start: ${server.output()}`)
    await sleep(20)
  }
  return server
}
