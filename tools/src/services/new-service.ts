import type { Service } from '@slipway/services'
import { type Names, singularOf } from './spellings.ts'

/** A service to add or to remove, with what the files that name it need to know. */
export interface NewService extends Names {
  port: number
  replicas: number
  store: boolean
  /** What the gateway routes to it. */
  path: string
  calls: Service[]
  /** Other services that call it. */
  callers: Service[]
}

/** What cannot be added, or not be removed, and why: for the person who asked. */
export class Refusal extends Error {
  override name = 'Refusal'
}

/** Names of other services, networks and users that a service would collide with, and of the user without identity. */
const RESERVED =
  'acceptance default grafana health keycloak local observe prometheus public redis registry tls'

/** Paths of the gateway's own. */
const RESERVED_PATHS = ['/api/docs']

/** What somebody asks for. */
interface Wanted {
  name: string
  path: string
  calls: string[]
  /** Services that are to call it. */
  callers?: string[]
  store?: boolean
}

/**
 * Describes a service that is to be added.
 * @param packages the names of the packages of this workspace
 * @throws Refusal where something has that name or path, the name does not do everywhere, or services would wait for each other
 */
export function newService(wanted: Wanted, services: Service[], packages: string[]): NewService {
  const { name, path, store = true } = wanted
  checkName(name, services, packages)
  checkPath(path, name, services)
  const others = services.filter(({ published }) => !published)
  const calls = wanted.calls.map((callee) => find(callee, 'to call', others))
  const callers = (wanted.callers ?? []).map((caller) => find(caller, 'that could call it', others))
  checkCircle(name, calls, callers, services)
  const port = Math.max(3_000, ...others.map((one) => one.port)) + 1
  return describe({ name, port, replicas: 2, store, path, calls, callers })
}

function checkName(name: string, services: Service[], packages: string[]): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 30)
    throw new Refusal(
      `"${name}" cannot be the name of a service: it becomes a folder, an npm package and a host name. Use up to 30 lower-case letters, digits and single hyphens, beginning with a letter.`,
    )
  if (RESERVED.split(' ').includes(name))
    throw new Refusal(`"${name}" has another meaning here. Choose another name.`)
  if (services.some((one) => one.name === name)) throw new Refusal(`There is an apps/${name} already.`)
  const taken = packages.find((one) => one.endsWith(`/${name}`))
  if (taken) throw new Refusal(`There is a package ${taken} already. Choose another name.`)
}

function checkPath(path: string, name: string, services: Service[]): void {
  if (!/^\/api\/[a-z][a-z0-9]*(-[a-z0-9]+)*s$/.test(path))
    throw new Refusal(
      `"${path}" cannot be its path: it is /api/ and what the service has, in the plural. Give one, such as --public /api/${name.replace(/s$/, '')}s.`,
    )
  const owner = services.find((one) => one.path === path)
  if (owner) throw new Refusal(`${path} belongs to ${owner.name}. Give another path with --public.`)
  if (RESERVED_PATHS.includes(path))
    throw new Refusal(`${path} belongs to the gateway. Give another path with --public.`)
}

/** Services that call each other, in a circle of any length, would wait for each other. */
function checkCircle(name: string, calls: Service[], callers: Service[], services: Service[]): void {
  const wayFrom = (one: Service, seen: string[]): string[] | undefined => {
    if (seen.includes(one.name)) return undefined
    const way = [...seen, one.name]
    if (callers.includes(one)) return way
    const next = services.filter((other) => one.calls.includes(other.name))
    return next.map((other) => wayFrom(other, way)).find((found) => found)
  }
  const way = calls.map((callee) => wayFrom(callee, [name])).find((found) => found)
  if (way)
    throw new Refusal(
      `${[...way, name].join(' → ')} would call each other: each would wait for the next one.`,
    )
}

function find(name: string, purpose: string, services: Service[]): Service {
  const found = services.find((one) => one.name === name)
  const names = services.map((one) => one.name).join(', ')
  if (!found) throw new Refusal(`There is no service "${name}" ${purpose}. There are: ${names}.`)
  return found
}

/** Describes a service of the list. @throws Refusal where another one, or a package, needs it */
export function existingService(
  name: string,
  services: Service[],
  dependents: (packageName: string) => string[],
): NewService {
  const found = services.find((one) => one.name === name)
  const removable = services.filter(({ published }) => !published).map((one) => one.name)
  if (!found) throw new Refusal(`There is no apps/${name}. There are: ${removable.join(', ')}.`)
  if (found.published)
    throw new Refusal(`${name} is what clients reach: the system does not work without it.`)
  const others = services.filter((one) => !one.published && one !== found)
  const needing = others.filter((one) => one.calls.includes(name)).map((one) => one.name)
  if (needing.length > 0)
    throw new Refusal(`${needing.join(', ')} calls ${name}. Remove that first, or change it to do without.`)
  const users = dependents(name)
  if (users.length > 0)
    throw new Refusal(`${users.join(', ')} imports ${name}. Remove that first, or change it to do without.`)
  const calls = services.filter((one) => found.calls.includes(one.name))
  const { port, replicas, store, path = '' } = found
  // Files of any of them may still have what a call needs that its package.json names no more.
  return describe({ name, port, replicas, store, path, calls, callers: others })
}

function describe(service: Omit<NewService, 'plural' | 'singular'>): NewService {
  const plural = service.path.slice('/api/'.length)
  return { ...service, plural, singular: singularOf(plural) }
}
