import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ComposeProject, composeUp, docker } from '@slipway/harness/docker'
import { dockerAvailable, sendWithRetries } from '@slipway/testing'

/** The service whose instances are limited. */
export const SERVICE = 'catalog'
/** In µs. With the engine's own, 100 ms, a fifth of a core would run for 20 ms, and then stand still for 80. */
const PERIOD = 10_000
/** In µs: the kernel takes no less than 1,000. https://docs.kernel.org/scheduler/sched-bwc.html */
const MIN_QUOTA = 2_000

/**
 * A large page, as it costs the service several times what it costs the gateway and a client: all run on the same
 * machine, and only the service is to be slow.
 */
const PATH = '/api/products?limit=100'
const PRODUCTS = 100

const filesOf = (change: string[]) => [
  'compose.yaml',
  ...['limited', ...change].map((name) => join(import.meta.dirname, '../compose', `${name}.yaml`)),
]

/** Why there is no such system here, or nothing. */
export async function limitedSkipped(): Promise<string> {
  if (!dockerAvailable) return 'no Docker Engine responds'
  return process.platform === 'linux' ? '' : 'the address of a container is reached on Linux alone'
}

export interface LimitedSystem extends ComposeProject {
  /** What is read. */
  page: string
  /** The containers of the service. */
  instances: string[]
  gateway: string
  /** From now on, each instance of the service uses no more than this share of a core. */
  limit(cores: number): Promise<void>
}

/** The system in containers, to limit its instances to a known capacity. `change` names further files of `compose`. */
export async function limitedSystem(
  change: string[],
  env: Record<string, string> = {},
): Promise<LimitedSystem> {
  const system = await composeUp({ files: filesOf(change), env })
  try {
    return await withContainers(system)
  } catch (error) {
    await system[Symbol.asyncDispose]()
    throw error
  }
}

/** The same with other files: containers that they change are new, and without a limit. What is stored stays. */
export async function changedSystem(system: LimitedSystem, change: string[]): Promise<LimitedSystem> {
  const files = filesOf(change).flatMap((file) => ['--file', file])
  await docker(['compose', '--project-name', system.name, ...files, 'up', '--detach', '--wait'], system.env)
  return await withContainers(system)
}

async function withContainers(system: ComposeProject): Promise<LimitedSystem> {
  const [instances, gateway] = await Promise.all([
    containersOf(system, SERVICE),
    containersOf(system, 'gateway'),
  ])
  // Not by the published port: Docker's proxy in between costs CPU time, and ends where very many clients give up.
  const [address] = await addressesOf(system, gateway, 'public')
  const url = `http://${address}:8080`
  const limit = async (cores: number) => {
    const period = Math.round(Math.max(PERIOD, MIN_QUOTA / cores))
    const quota = Math.round(cores * period)
    await docker(['update', `--cpu-period=${period}`, `--cpu-quota=${quota}`, ...instances])
  }
  return { ...system, url, page: `${url}${PATH}`, instances, gateway: gateway[0]!, limit }
}

/** Adds as many products as a page has. */
export async function addProducts({ url }: LimitedSystem): Promise<void> {
  for (let i = 0; i < PRODUCTS; i++)
    await sendWithRetries('PUT', `${url}/api/products/page-${i}`, {
      name: `Page ${i}`,
      price: { amount: 100 },
    })
}

/** Their names. */
const containersOf = async ({ compose }: ComposeProject, service: string): Promise<string[]> =>
  (await compose('ps', '--format', '{{.Name}}', service)).split('\n').sort()

/** The addresses of containers on one network of their project. */
export async function addressesOf({ name }: ComposeProject, containers: string[], network: string) {
  const format = `{{(index .NetworkSettings.Networks "${name}_${network}").IPAddress}}`
  return (await docker(['inspect', '--format', format, ...containers])).split('\n')
}

/** Replaces a file of addresses in one step, as it is read at any time. */
export function writeAddresses(path: string, addresses: string[]): void {
  writeFileSync(`${path}.new`, `${addresses.join('\n')}\n`, { mode: 0o644 })
  renameSync(`${path}.new`, path)
}

/** Waits until requests are served by this many instances of a service, as `Server-Timing` names them. */
export async function untilServedBy(url: string, service: string, instances: number): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const names = new Set<string>()
    for (let i = 0; i < 40; i++) {
      const response = await fetch(url)
      await response.arrayBuffer()
      names.add(
        new RegExp(`${service};desc="([^"]+)"`).exec(response.headers.get('server-timing') ?? '')?.[1] ?? '',
      )
    }
    if (names.size === instances) return
    if (Date.now() > deadline) throw new Error(`${names.size} instances serve, and not ${instances}.`)
    await sleep(200)
  }
}

/** How much CPU each container uses just now, in cores, as the engine counts it for a second. */
export async function coresOf(containers: string[]): Promise<number[]> {
  const output = await docker(['stats', '--no-stream', '--format', '{{.CPUPerc}}', ...containers])
  return output.split('\n').map((line) => Number.parseFloat(line) / 100)
}
