import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { killGroup, processGroups } from './process-groups.ts'

export interface CommandOptions {
  cwd?: string
  /** In addition to the environment of the test. */
  env?: Record<string, string | undefined>
  /** Written to its standard input, which is then closed. */
  input?: string
}

export interface CommandResult {
  /** null where a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
}

/**
 * A program in a process group of its own. At the end of the block no process of the group is left; one that leaves the
 * group must notice by itself that its parent has ended.
 */
export interface Command extends AsyncDisposable {
  child: ChildProcess
  /** Both output streams so far, in the order in which they were received. */
  output(): string
  /** Rejects where the program cannot be started. */
  ended: Promise<CommandResult>
  /** Sends a signal to the program, or to its whole group, as Ctrl-C in a terminal does. */
  kill(signal: NodeJS.Signals, to?: 'group'): void
}

/** Starts a program: `await using command = startCommand('npm', ['start'])`. */
export function startCommand(
  program: string,
  args: string[],
  { cwd, env, input }: CommandOptions = {},
): Command {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, detached: true })
  const group = child.pid // undefined where it cannot be started
  if (group !== undefined) processGroups.add(group)
  const chunks: { from: 'stdout' | 'stderr'; text: string }[] = []
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('utf8').on('data', (text: string) => chunks.push({ from, text }))
  }
  child.stdin.on('error', () => {}).end(input) // the program may end without reading it
  const written = (from: string) => join(chunks.filter((chunk) => chunk.from === from))
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout: written('stdout'),
    stderr: written('stderr'),
  }))
  ended.catch(() => {}) // a test that never awaits it does not fail by an unhandled rejection
  return {
    child,
    ended,
    output: () => join(chunks),
    kill(signal, to) {
      if (to === 'group' && group !== undefined) killGroup(group, signal)
      else child.kill(signal)
    },
    async [Symbol.asyncDispose]() {
      if (group === undefined) return
      killGroup(group, 'SIGKILL')
      // A process that left the group may hold the other ends open.
      child.stdout.destroy()
      child.stderr.destroy()
      await ended
      processGroups.delete(group)
    },
  }
}

/** Runs a program to its end; any exit code is a result. Rejects where it cannot be started. */
export async function runCommand(
  program: string,
  args: string[],
  options?: CommandOptions,
): Promise<CommandResult> {
  await using command = startCommand(program, args, options)
  return await command.ended
}

/** Runs a program and returns its standard output, trimmed. Throws what it wrote where its exit code is not 0. */
export async function outputOf(program: string, args: string[], options?: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await runCommand(program, args, options)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed (${code}):\n${stdout}${stderr}`)
  return stdout.trim()
}

const join = (chunks: { text: string }[]) => chunks.map(({ text }) => text).join('')
