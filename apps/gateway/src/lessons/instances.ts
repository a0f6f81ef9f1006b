import { type ControlledProcess, type InstanceLesson, type Lessons, NO_FAULTS } from '@slipway/contracts'
import type { Upstream } from '@slipway/upstream'
import { ask, type Target } from './ask.ts'

/** An instance behind this gateway; without a target nobody can be asked to change its faults. */
export type Instance = Lessons['instances'][number] & { target?: Target }

interface Place {
  service: string
  name?: string
  process: ControlledProcess['state'] | null
  target: Target
}

/** The instances as `npm start` lists them: also those that have stopped. Its lessons ports are all different. */
export async function processesOf(socketPath: string, except: string): Promise<Place[]> {
  const processes = await ask<ControlledProcess[]>({ socketPath }, '/')
  return processes
    .filter(({ service }) => service !== except)
    .map(({ name, service, state, address, lessonsPort = 0 }) => ({
      ...{ name, service, process: state },
      target: { host: new URL(address).hostname, port: lessonsPort },
    }))
}

/** The instances as this gateway finds them itself; in containers, all have the same lessons port. */
export function addressesOf(upstreams: Pick<Upstream, 'state'>[], port: number): Place[] {
  return upstreams.flatMap((upstream) => {
    const { service, instances } = upstream.state()
    return instances.map(({ origin, name }) => {
      const host = new URL(origin).hostname.replace(/^\[|\]$/g, '')
      return { service, name, process: null, target: { host, port } }
    })
  })
}

/** Asks each instance for its name and faults. One that does not respond has none, and is left out if its name is unknown. */
export async function askInstances(places: Place[]): Promise<Instance[]> {
  const instances = await Promise.all(
    places.map(async ({ service, name, process, target }) => {
      const mayRespond = process === null || process === 'running'
      const answer = mayRespond ? await ask<InstanceLesson>(target, '/').catch(() => undefined) : undefined
      const { instance = name, faults = NO_FAULTS } = answer ?? {}
      return instance ? [{ name: instance, service, faults, process, ...(answer && { target }) }] : []
    }),
  )
  return instances.flat().sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}
