import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import type { Gateway } from './gateways/gateway.ts'
import { start } from './processes.ts'
import { type Entrant, interleave, type Pace, type Round } from './rounds.ts'
import { BODY, PATH } from './work.ts'

/** The service itself, without a gateway: what the load generator and the network cost. */
export const DIRECT = 'the service, called directly'

/** Starts two instances of the service and all gateways in front of them, and measures these in turns. */
export async function compare(
  gateways: Gateway[],
  pace: Pace,
  { direct = false } = {},
): Promise<Map<string, Round[]>> {
  using folder = temporaryFolder()
  await using stack = new AsyncDisposableStack()
  const firstPort = await freePorts(2 + gateways.length)
  const launch = async (
    { name, headers }: Pick<Gateway, 'name' | 'headers'>,
    port: number,
    command: string[],
    env?: Record<string, string>,
  ) => {
    const url = `http://127.0.0.1:${port}${PATH}`
    const log = join(folder.path, `${port}.log`)
    const { pid } = stack.use(await start({ name, command, env, log, url, headers }))
    const body = await (await fetch(url, { headers })).text()
    if (body !== BODY) throw new Error(`${name} changes the body of the service's response`)
    return { name, pid, url, headers }
  }

  const service = join(import.meta.dirname, 'upstream.ts')
  const instances: Entrant[] = []
  for (const port of [firstPort, firstPort + 1])
    instances.push(await launch({ name: DIRECT }, port, [process.execPath, service, String(port)]))
  const entrants = direct ? [instances[0]!] : []
  for (const [i, gateway] of gateways.entries()) {
    const port = firstPort + 2 + i
    const own = join(folder.path, String(port))
    mkdirSync(own)
    const upstreams: [string, string] = [`127.0.0.1:${firstPort}`, `127.0.0.1:${firstPort + 1}`]
    const place = { port, upstreams, folder: own }
    entrants.push(await launch(gateway, port, gateway.command(place), gateway.env?.(place)))
  }
  return await interleave(entrants, pace)
}
