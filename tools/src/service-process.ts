import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '@slipway/services'

/** Node keeps compiled sources here, without their types: a start takes about half of the time, and 20 MB less. */
export const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/node-compile')
/**
 * MiB. Node's default grows with the memory of the machine. This one costs no measurable CPU (1 does), and 7 MB less when
 * idle, 40 MB less under load. A container with a limit has a small one by itself.
 */
const SEMI_SPACE = 4

/** How a service is started on plain Node; its settings come in addition. */
export const serviceCommand = (app: string, nodeOptions: string[] = []) => ({
  command: [
    process.execPath,
    `--max-semi-space-size=${SEMI_SPACE}`,
    ...nodeOptions,
    join('apps', app, 'src/main.ts'),
  ] as [string, ...string[]],
  env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
})

/** One process of the system, as it is to be started. */
export interface ServiceSpec {
  /** Such as `gateway-1`; becomes its INSTANCE. */
  name: string
  app: string
  port: number
  env: Record<string, string>
}

export interface ServiceProcess {
  spec: ServiceSpec
  pid: number
  /** Settles when the process has ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  running(): boolean
  /** Waits until it takes requests; false where it ended before that, or took longer than 45 s. */
  ready(): Promise<boolean>
  kill(signal: NodeJS.Signals): void
  /** SIGTERM, and SIGKILL where it has not ended after `timeout` ms. */
  stop(timeout?: number): Promise<void>
}

export const address = ({ port }: Pick<ServiceSpec, 'port'>) => `http://127.0.0.1:${port}`

/** Starts one service with the Node that runs this; each line that it writes goes to `output`. */
export function startService(
  spec: ServiceSpec,
  output: (name: string, line: string) => void,
  nodeOptions: string[] = [],
): ServiceProcess {
  const {
    command: [node, ...args],
    env,
  } = serviceCommand(spec.app, nodeOptions)
  const child = spawn(node, args, {
    cwd: ROOT,
    env: {
      ...env,
      ...process.env,
      ...spec.env,
      ...{ INSTANCE: spec.name, HOST: '127.0.0.1', PORT: String(spec.port) },
    },
    // A process group of its own: Ctrl-C in the terminal reaches only the parent, which stops them in order.
    // The IPC channel tells the child when the parent has died.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream! }).on('line', (line) => output(spec.name, line))
  }
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  const running = () => child.exitCode === null && child.signalCode === null
  return {
    spec,
    pid: child.pid!,
    exited,
    running,
    ready: () => waitUntilReady(spec, running),
    kill: (signal) => child.kill(signal),
    stop: (timeout = 3_000) => stop(child, exited, timeout),
  }
}

async function waitUntilReady(spec: ServiceSpec, running: () => boolean): Promise<boolean> {
  const deadline = Date.now() + 45_000
  while (running() && Date.now() < deadline) {
    const response = await fetch(`${address(spec)}/readyz`).catch(() => undefined)
    if (response?.ok) return running()
    await sleep(50)
  }
  return false
}

async function stop(child: ChildProcess, exited: Promise<unknown>, timeout: number): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), timeout)
  await exited
  clearTimeout(timer)
}
