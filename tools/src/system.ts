import { join } from 'node:path'
import { address, ROOT, type ServiceSpec } from './service-process.ts'

export interface SystemOptions {
  /** The gateway's port; the services take the ones after it. */
  port: number
  /** Where SQLite files go, unless a store URL says otherwise. */
  data: string
  catalogStore?: string
  ordersStore?: string
  env?: Record<string, string>
}

export const REPLICAS = 2
export const PORTS_NEEDED = 1 + 2 * REPLICAS

/** The whole system on plain Node: a gateway, and two instances of each service that share its data. */
export function describeSystem(options: SystemOptions): ServiceSpec[] {
  const replicas = (app: 'catalog' | 'orders', firstPort: number, env: Record<string, string>) =>
    Array.from({ length: REPLICAS }, (_, i) => ({
      name: `${app}-${i + 1}`,
      app,
      port: firstPort + i,
      env: { ...options.env, ...env },
    }))
  const urls = (specs: ServiceSpec[]) => specs.map(address).join(',')
  const sqlite = (name: string) => `sqlite:${join(options.data, `${name}.db`)}`

  const catalog = replicas('catalog', options.port + 1, {
    STORE_URL: options.catalogStore ?? sqlite('catalog'),
    SEED: 'demo',
  })
  const orders = replicas('orders', options.port + 1 + REPLICAS, {
    STORE_URL: options.ordersStore ?? sqlite('orders'),
    CATALOG_URL: urls(catalog),
  })
  const gateway: ServiceSpec = {
    name: 'gateway-1',
    app: 'gateway',
    port: options.port,
    env: { ...options.env, CATALOG_URL: urls(catalog), ORDERS_URL: urls(orders) },
  }
  return [gateway, ...orders, ...catalog] // in the order in which they are to be stopped
}

/** Where a service's data is, for people: no password, and a path as seen from the repository. */
export function describeStore(spec: ServiceSpec): string {
  const url = spec.env.STORE_URL ?? '-'
  return url.startsWith('sqlite:')
    ? url.replace('sqlite:', '').replace(`${ROOT}/`, '')
    : url.replace(/\/\/.*@/, '//')
}
