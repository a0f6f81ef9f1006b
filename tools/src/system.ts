import { join } from 'node:path'
import { settingName } from '@slipway/contracts'
import { checkCalls, ROOT, SERVICES, type Service } from '@slipway/services'
import { addressFile } from './control/folder.ts'
import { identitySettings } from './identity/settings.ts'
import { address, type ServiceSpec } from './service-process.ts'

export interface SystemOptions {
  /** The port of the published app; the instances of the services take the ones after it. */
  port: number
  /** Where SQLite files go, unless a store URL says otherwise. */
  data: string
  /** Store URLs by service. */
  stores?: Record<string, string | undefined>
  env?: Record<string, string>
  /** With a folder, callers read the addresses of each service from a file in it; without, these are fixed. */
  addressFolder?: string
  /** With the folder of keys and tokens, identity is on; without, off. */
  identity?: string
}

/** How many ports in a row a system takes. */
export const PORTS_NEEDED = SERVICES.reduce((sum, { replicas }) => sum + replicas, 0)

/**
 * The processes of the whole system on plain Node, in the order in which they are to be stopped: callers before
 * the services that they call.
 * @throws ServiceManifestError where an app calls one that does not exist.
 */
export function systemProcesses({
  port,
  data,
  stores = {},
  env,
  addressFolder,
  identity,
}: SystemOptions): ServiceSpec[] {
  checkCalls(SERVICES)
  let next = port
  const published = SERVICES.filter((service) => service.published)
  const others = SERVICES.filter((service) => !service.published)
  const ports = new Map(
    [...published, ...others].map(({ name, replicas }) => [
      name,
      Array.from({ length: replicas }, () => next++),
    ]),
  )
  const urls = (name: string) =>
    addressFolder
      ? addressFile(addressFolder, name)
      : ports
          .get(name)!
          .map((one) => address({ port: one }))
          .join(',')
  const storeUrl = ({ name }: Service) => stores[name] ?? `sqlite:${join(data, `${name}.db`)}`
  const environment = (service: Service) => ({
    ...env,
    ...identitySettings(identity, service),
    ...service.env,
    ...(service.store && { STORE_URL: storeUrl(service) }),
    ...Object.fromEntries(service.calls.map((name) => [settingName(name, 'URL'), urls(name)])),
  })
  return callersFirst(SERVICES).flatMap((service) =>
    ports.get(service.name)!.map((port, i) => ({
      name: `${service.name}-${i + 1}`,
      app: service.name,
      port,
      env: environment(service),
    })),
  )
}

/** Sorts services so that each comes before all that it calls, as far as they do not call one another in a circle. */
export function callersFirst(services: Service[]): Service[] {
  const sorted = new Set<Service>()
  const visit = (service: Service, path: Service[]) => {
    if (sorted.has(service) || path.includes(service)) return
    for (const caller of services) if (caller.calls.includes(service.name)) visit(caller, [...path, service])
    sorted.add(service)
  }
  for (const service of services) visit(service, [])
  return [...sorted]
}

/** Where a service's data is, for people: no password, and a path as seen from the repository. */
export function storeLocation(spec: ServiceSpec): string {
  const store = spec.env.STORE_URL
  if (!store) return '-'
  if (store.startsWith('sqlite:')) return store.replace('sqlite:', '').replace(`${ROOT}/`, '')
  const { protocol, host, pathname } = new URL(store)
  return `${protocol}//${host}${pathname}`
}
