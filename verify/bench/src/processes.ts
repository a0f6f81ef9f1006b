import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '@slipway/services'
import { startCommand } from '@slipway/testing'

export interface ProcessOptions {
  name: string
  /** The program and its arguments. */
  command: string[]
  env?: Record<string, string>
  /** The file for its output: reading a pipe would take CPU time from the processes that are measured. */
  log: string
  /** Responds with 200 as soon as the process is ready. */
  url: string
  headers?: Record<string, string>
}

/** Starts a process and waits until it is ready. @throws with its output, where it does not become ready. */
export async function start({
  name,
  command,
  env,
  log,
  url,
  headers,
}: ProcessOptions): Promise<AsyncDisposable & { pid: number }> {
  // With exec, the id of the shell's process is that of the program.
  const running = startCommand('sh', ['-c', 'exec "$@" >>"$0" 2>&1', log, ...command], { cwd: ROOT, env })
  const output = () => readFileSync(log, 'utf8').slice(-2_000)
  const deadline = Date.now() + 30_000
  while (!(await isReady(url, headers))) {
    if (running.child.exitCode === null && Date.now() < deadline) {
      await sleep(5)
      continue
    }
    await running[Symbol.asyncDispose]()
    throw new Error(`${name} did not start:\n${output()}`)
  }
  let stopping = false
  void running.ended.then(({ code }) => {
    if (stopping) return
    console.error(`${name} ended while it was measured (exit code ${code}). Its output:\n${output()}`)
    process.exit(1)
  })
  return {
    pid: running.child.pid!,
    [Symbol.asyncDispose]: async () => {
      stopping = true
      await running[Symbol.asyncDispose]()
    },
  }
}

/** Whether a URL responds with 200. */
export const isReady = async (url: string, headers?: Record<string, string>) =>
  (await fetch(url, { headers }).catch(() => undefined))?.status === 200
