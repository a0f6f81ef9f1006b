import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { GenericContainer, Wait } from 'testcontainers'
import { dockerAnswers } from './engines.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A Redis of a test's own, configured as one that keeps orders must be. */
export interface TestRedis extends AsyncDisposable {
  url: string
  /** Connections stay, answers do not come (SIGSTOP). */
  pause(): Promise<void>
  resume(): Promise<void>
  /** SIGKILL; its data stays. */
  kill(): Promise<void>
  /** Starts it again after a kill, at the same address. */
  restart(): Promise<void>
}

// Protected mode refuses what comes through a container's published port.
const OPTIONS = ['--protected-mode', 'no', '--appendonly', 'yes', '--appendfsync', 'always', '--save', '']

/** Starts a Redis: a container where an engine answers, else the machine's own redis-server. */
export async function startRedis(options: string[] = []): Promise<TestRedis> {
  const port = await freePort()
  return dockerAnswers
    ? startContainer(port, [...OPTIONS, ...options])
    : startProcess(port, [...OPTIONS, ...options])
}

async function startContainer(port: number, options: string[]): Promise<TestRedis> {
  // Every test stops what it started; the reaper would be one more image to pull.
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true'
  // An engine behind a local socket publishes on loopback, also where this machine is itself a container.
  if (!process.env.DOCKER_HOST?.startsWith('tcp')) process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1'
  const container = await new GenericContainer('redis:8-trixie')
    .withCommand(['redis-server', ...options])
    .withExposedPorts({ container: 6379, host: port }) // the same after a restart
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
    .start()
  const docker = async (command: string) => {
    await once(spawn('docker', [command, container.getId()], { stdio: 'ignore' }), 'exit')
  }
  return {
    url: `redis://${container.getHost()}:${port}`,
    pause: () => docker('pause'),
    resume: () => docker('unpause'),
    kill: () => docker('kill'),
    restart: () => docker('start'),
    [Symbol.asyncDispose]: async () => void (await container.stop({ timeout: 0 })),
  }
}

async function startProcess(port: number, options: string[]): Promise<TestRedis> {
  const folder = temporaryFolder()
  const start = () => startServer(['--port', String(port), '--dir', folder.path, ...options])
  let server = await start()
  const kill = async () => {
    if (server.kill('SIGKILL')) await once(server, 'exit')
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: async () => void server.kill('SIGSTOP'),
    resume: async () => void server.kill('SIGCONT'),
    kill,
    async restart() {
      server = await start()
    },
    async [Symbol.asyncDispose]() {
      await kill()
      folder[Symbol.dispose]()
    },
  }
}

async function startServer(args: string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let log = ''
  server.stdout.on('data', (chunk) => (log += chunk))
  while (!log.includes('Ready to accept connections')) {
    if (server.exitCode !== null) throw new Error(`redis-server did not start: ${log}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return server
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
