import { parse } from 'yaml'

interface Service {
  image: string
  command?: string[]
  user?: string
  environment?: Record<string, string>
  read_only: boolean
  cap_drop: string[]
  stop_grace_period: string
  logging: unknown
  healthcheck?: unknown
  networks: Record<string, unknown>
  secrets?: { source: string }[]
  configs?: { source: string; target: string }[]
  volumes?: { source: string; target: string }[]
  ports?: { target: number; published: string }[]
  deploy: { replicas?: number; resources: { limits: { cpus: string; memory: string; pids: number } } }
}

/** What a system is observed with is no part of it: in Compose a profile, on Kubernetes a component, on Swarm nothing. */
const OBSERVES = /^(METRICS|OTEL)_/

/** The settings of a service, under names that all platforms share. */
function toSettings(service: Service) {
  const { limits } = service.deploy.resources
  const environment = Object.entries(service.environment ?? {})
    .filter(([name]) => !OBSERVES.test(name))
    .map(([name, value]) => [
      name,
      value.replace('//tasks.', '//'), // Swarm's name for the addresses of all replicas
    ])
  return {
    image: service.image,
    command: service.command ?? null,
    user: service.user ?? null,
    environment: Object.fromEntries(environment.sort()),
    'read-only root': service.read_only,
    'dropped capabilities': service.cap_drop,
    'grace period': service.stop_grace_period,
    logging: service.logging,
    'health check': service.healthcheck ?? null,
    networks: Object.keys(service.networks)
      .filter((network) => !network.endsWith('-observe'))
      .sort(),
    secrets: (service.secrets ?? []).map(({ source }) => source),
    configs: (service.configs ?? []).map(({ source, target }) => `${source} ${target}`),
    volumes: (service.volumes ?? []).map(({ source, target }) => `${source} ${target}`),
    ports: (service.ports ?? []).map(({ target, published }) => `${published}:${target}`),
    replicas: service.deploy.replicas ?? 1,
    limits: { cpus: Number(limits.cpus), memory: limits.memory, pids: limits.pids },
  }
}

export type Platform = Record<string, ReturnType<typeof toSettings>>

/** Reads the settings of each service in a rendered Compose or stack file. */
export function readPlatform(text: string): Platform {
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
  return Object.fromEntries(Object.entries(services).map(([name, service]) => [name, toSettings(service)]))
}
