import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import type { Gateway } from './gateways/gateway.ts'
import { answers, start } from './processes.ts'
import { type Entrant, interleave, type Pace, type Round } from './rounds.ts'
import { BODY, PATH } from './work.ts'

/** The service itself, asked without a gateway: what the load generator and the network cost. */
export const DIRECT = 'the service, asked directly'

/** Starts two instances of the service and all gateways before them, and measures these in turns. */
export async function compare(
  gateways: Gateway[],
  pace: Pace,
  { direct = false } = {},
): Promise<Map<string, Round[]>> {
  using folder = temporaryFolder()
  await using stack = new AsyncDisposableStack()
  const firstPort = await freePorts(2 + gateways.length)
  const url = (port: number) => `http://127.0.0.1:${port}${PATH}`
  const launch = async (name: string, port: number, command: string[], env?: Record<string, string>) => {
    const log = join(folder.path, `${port}.log`)
    const running = await start({ name, command, env, log, ready: () => answers(url(port)) })
    stack.use(running)
    const answer = await (await fetch(url(port))).text()
    if (answer !== BODY) throw new Error(`${name} does not pass the answer of the service on as it is`)
    return { name, pid: running.pid, url: url(port) }
  }

  const service = join(import.meta.dirname, 'upstream.ts')
  const instances: Entrant[] = []
  for (const port of [firstPort, firstPort + 1])
    instances.push(await launch(DIRECT, port, [process.execPath, service, String(port)]))
  const entrants = direct ? [instances[0]!] : []
  for (const [i, gateway] of gateways.entries()) {
    const port = firstPort + 2 + i
    const own = join(folder.path, String(port))
    mkdirSync(own)
    const upstreams: [string, string] = [`127.0.0.1:${firstPort}`, `127.0.0.1:${firstPort + 1}`]
    const place = { port, upstreams, folder: own }
    entrants.push(await launch(gateway.name, port, gateway.command(place), gateway.env?.(place)))
  }
  return await interleave(entrants, pace)
}
