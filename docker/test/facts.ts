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

/** What a platform is told of a service, in words that all of them share. */
function facts(service: Service) {
  const { limits } = service.deploy.resources
  const environment = Object.entries(service.environment ?? {}).map(([name, value]) => [
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
    networks: Object.keys(service.networks).sort(),
    secrets: (service.secrets ?? []).map(({ source }) => source),
    configs: (service.configs ?? []).map(({ source, target }) => `${source} ${target}`),
    volumes: (service.volumes ?? []).map(({ source, target }) => `${source} ${target}`),
    ports: (service.ports ?? []).map(({ target, published }) => `${published}:${target}`),
    replicas: service.deploy.replicas ?? 1,
    limits: { cpus: Number(limits.cpus), memory: limits.memory, pids: limits.pids },
  }
}

export type Platform = Record<string, ReturnType<typeof facts>>

/** What a rendered Compose or stack file comes to, service by service. */
export const readPlatform = (text: string): Platform =>
  Object.fromEntries(
    Object.entries(parse(text, { merge: true }).services as Record<string, Service>).map(
      ([name, service]) => [name, facts(service)],
    ),
  )
