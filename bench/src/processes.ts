import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '@slipway/tools'

export interface Command {
  name: string
  /** The program and its arguments. */
  command: string[]
  env?: Record<string, string>
  /** Where its output goes: a file, as a pipe would cost the reader CPU that belongs to what is measured. */
  log: string
  /** Whether it takes requests by now. */
  ready(): Promise<boolean>
}

export interface Running extends AsyncDisposable {
  name: string
  pid: number
  /** From its start to its first answer, in ms. */
  readyAfter: number
}

const children = new Set<ChildProcess>()
// However this process ends, what it started ends with it.
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

/** Starts a process and waits until it takes requests. @throws with what it wrote, where it does not. */
export async function start({ name, command, env, log, ready }: Command): Promise<Running> {
  const [program, ...args] = command
  const output = openSync(log, 'a')
  const began = performance.now()
  const child = spawn(program!, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  await once(child, 'spawn')
  children.add(child)
  const said = () => readFileSync(log, 'utf8').slice(-2_000)
  let readyAfter: number | undefined
  let stopping = false
  const exited = once(child, 'exit').then(([code, signal]) => {
    children.delete(child)
    if (stopping || !readyAfter) return
    console.error(`${name} ended while it was measured (${signal ?? code}). It wrote:\n${said()}`)
    process.exit(1)
  })

  const giveUp = Date.now() + 30_000
  while (!(await ready())) {
    if (!children.has(child)) throw new Error(`${name} did not start:\n${said()}`)
    if (Date.now() > giveUp) throw new Error(`${name} took no request within 30 s:\n${said()}`)
    await sleep(5)
  }
  readyAfter = performance.now() - began
  return {
    name,
    pid: child.pid!,
    readyAfter,
    async [Symbol.asyncDispose]() {
      stopping = true
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000)
      await exited
      clearTimeout(timer)
    },
  }
}

/** For `ready`: whether a URL answers 200. */
export const answers = async (url: string) => (await fetch(url).catch(() => undefined))?.status === 200
