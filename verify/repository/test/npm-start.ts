import { settingName } from '@slipway/contracts'
import { ROOT, SERVICES } from '@slipway/services'
import { type Command, startCommand } from '@slipway/testing'
import { freePorts, PORTS_NEEDED } from '@slipway/tools'
import { expect, vi } from 'vitest'

/** The processes that `npm start` runs. */
export const NAMES = SERVICES.flatMap(({ name, replicas }) =>
  Array.from({ length: replicas }, (_, i) => `${name}-${i + 1}`),
)

/** Settings that a developer may have exported, and that would lead to data that is not the test's. */
const NO_STORES = Object.fromEntries(SERVICES.map(({ name }) => [settingName(name, 'STORE_URL'), undefined]))

export interface RunningSystem extends Command {
  url: string
  port: number
  /** Each process of the table that it prints, with its process id. */
  pids: Map<string, number>
  /** How often a process has started to listen. */
  starts(name: string): number
}

/** Runs `npm start` as a person would, with the test's own data and ports, and waits until it is ready. */
export async function npmStart(
  data: string,
  args = ['start'],
  cwd = ROOT,
  settings: Record<string, string> = {},
): Promise<RunningSystem> {
  const port = await freePorts(PORTS_NEEDED)
  const env = { ...NO_STORES, GATEWAY_PORT: String(port), DATA: data, ...settings }
  const command = startCommand('npm', args, { cwd, env })
  try {
    await vi.waitFor(() => expect(command.output()).toContain('Ctrl-C stops everything'), { timeout: 40_000 })
  } catch (error) {
    await command[Symbol.asyncDispose]()
    throw error
  }
  const rows = command.output().matchAll(/^ {2}(\S+-\d+) +http:\S+ +\S+ +(\d+)$/gm)
  return {
    ...command,
    port,
    url: `http://127.0.0.1:${port}`,
    pids: new Map(Array.from(rows, ([, name, pid]) => [name!, Number(pid)])),
    starts: (name) => command.output().split(`"instance":"${name}","msg":"Server listening`).length - 1,
  }
}
