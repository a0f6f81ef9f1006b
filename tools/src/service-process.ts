import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

export const ROOT = join(import.meta.dirname, '../..')

/** One process of the system, as it is to be started. */
export interface ServiceSpec {
  /** Such as `catalog-1`; becomes its INSTANCE. */
  name: string
  app: 'gateway' | 'catalog' | 'orders'
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
  /** SIGTERM, and SIGKILL where it has not ended after `patience` ms. */
  stop(patience?: number): Promise<void>
}

export const address = ({ port }: ServiceSpec) => `http://127.0.0.1:${port}`

/** Starts one service with the Node that runs this; each line that it writes goes to `output`. */
export function startService(
  spec: ServiceSpec,
  output: (name: string, line: string) => void,
  nodeOptions: string[] = [],
): ServiceProcess {
  const child = spawn(process.execPath, [...nodeOptions, join('apps', spec.app, 'src/main.ts')], {
    cwd: ROOT,
    env: { ...process.env, ...spec.env, INSTANCE: spec.name, HOST: '127.0.0.1', PORT: String(spec.port) },
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
    stop: (patience = 3_000) => stop(child, exited, patience),
  }
}

async function waitUntilReady(spec: ServiceSpec, running: () => boolean): Promise<boolean> {
  const giveUp = Date.now() + 45_000
  while (running() && Date.now() < giveUp) {
    const answer = await fetch(`${address(spec)}/readyz`).catch(() => undefined)
    if (answer?.ok) return running()
    await sleep(50)
  }
  return false
}

async function stop(child: ChildProcess, exited: Promise<unknown>, patience: number): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  await exited
  clearTimeout(timer)
}
