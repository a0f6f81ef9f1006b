import { settingName } from '@slipway/contracts'
import type { Service } from '@slipway/services'
import { called, documents, type Place, unmet, type Yaml } from './place.ts'

/** Compose and Swarm: a service each, with its store's secret, and the addresses, networks and tokens for what it calls. */
export const composePlaces: Place[] = [
  { file: 'compose.yaml', required: true, lacks: (text, services) => lackingServices(text, services, '') },
  {
    file: 'docker/observe/prometheus.yaml',
    lacks(text, services) {
      const [file] = documents(text)
      const names = file.scrape_configs[0].dns_sd_configs[0].names
      return services.flatMap(({ name }) => unmet([names.includes(name), `does not scrape ${name}`]))
    },
  },
  {
    file: 'docker/stack.yaml',
    lacks: (text, services) => [
      ...lackingServices(text, services, 'tasks.'),
      ...lackingIdentity(text, services),
    ],
  },
  { file: 'docker/compose.auth.yaml', lacks: lackingIdentity },
  { file: 'docker/compose.tls.yaml', lacks: lackingTls },
  { file: 'docker/compose.dev.yaml', lacks: lackingBlocks },
  { file: 'docker/compose.keycloak.yaml', lacks: lackingBlocks },
  { file: 'docker/compose.lessons.yaml', lacks: lackingBlocks },
]

/** For a file that adds something to each service of compose.yaml. */
function lackingBlocks(text: string, services: Service[]): string[] {
  const [file] = documents(text)
  return services.flatMap(({ name }) => unmet([file.services[name], `no service ${name}`]))
}

function lackingServices(text: string, services: Service[], prefix: string): string[] {
  const [file] = documents(text)
  const url = (callee: string) =>
    `http://${prefix}${callee}:${services.find(({ name }) => name === callee)?.port}`
  return services.flatMap((service) => {
    const { name, replicas, store, calls, env } = service
    const block: Yaml = file.services[name]
    const secret = `${name}-store-url`
    const environment: Record<string, string> = { ...env }
    if (store) environment.STORE_URL_FILE = `/run/secrets/${secret}`
    for (const callee of calls) environment[settingName(callee, 'URL')] = url(callee)
    return [
      ...(store ? unmet([file.secrets[secret], `no secret ${secret}`]) : []),
      ...(block === undefined
        ? [`no service ${name}`]
        : [
            ...Object.entries(environment).flatMap(([key, value]) =>
              unmet([block.environment?.[key] === value, `${name} has no ${key}=${value}`]),
            ),
            ...(store ? unmet([block.secrets?.includes(secret), `${name} has no secret ${secret}`]) : []),
            ...unmet([(block.deploy?.replicas ?? 1) === replicas, `${name} has not ${replicas} replicas`]),
          ]),
      ...[...calls, ...(store ? ['redis'] : [])].flatMap((callee) => lackingNetwork(file, name, callee)),
    ]
  })
}

/** A caller and what it calls share a network that is named after both. */
function lackingNetwork(file: Yaml, caller: string, callee: string): string[] {
  const network = `${caller}-${callee}`
  const members = [caller, callee].filter((name) => file.services[name]) // a missing service is a finding already
  return [
    ...unmet([file.networks?.[network]?.internal, `no internal network ${network}`]),
    ...members.flatMap((name) =>
      unmet([file.services[name].networks?.includes(network), `${name} has no network ${network}`]),
    ),
  ]
}

/** With identity, each service has the public keys, and a token for each that it calls. */
function lackingIdentity(text: string, services: Service[]): string[] {
  const [file] = documents(text)
  return services.flatMap(({ name, calls }) => {
    const { environment, secrets = [] }: Yaml = file.services[name] ?? {}
    return [
      ...unmet(
        [environment?.AUTH === 'on', `${name} has no AUTH=on`],
        [calls.length === 0 || environment?.CALLER_TOKEN_FILE, `${name} has no CALLER_TOKEN_FILE`],
      ),
      ...['users.jwks.json', 'callers.jwks.json'].flatMap((secret) =>
        unmet([secrets.includes(secret), `${name} has no secret ${secret}`]),
      ),
      ...calls.flatMap((callee) => {
        const token = `${name}-${callee}-token`
        const has = secrets.some(
          ({ source, target }: Yaml) => source === token && target === `${callee}-token`,
        )
        return unmet(
          [file.secrets[token], `no secret ${token}`],
          [has, `${name} has no secret ${token} as ${callee}-token`],
        )
      }),
    ]
  })
}

/** With TLS, each service that is called has a certificate, and each caller its https URL and the CA. */
function lackingTls(text: string, services: Service[]): string[] {
  const [file] = documents(text)
  const blockOf = (name: string): Yaml => file.services[name] ?? {}
  const callees = called(services)
  return [
    ...callees.flatMap(({ name }) => {
      const { environment, secrets = [] } = blockOf(name)
      return ['tls.crt', 'tls.key'].flatMap((target) => {
        const source = `${name}-${target}`
        const has = secrets.some((secret: Yaml) => secret.source === source && secret.target === target)
        return unmet(
          [file.secrets[source], `no secret ${source}`],
          [has, `${name} has no secret ${source} as ${target}`],
          [
            Object.values(environment ?? {}).includes(`/run/secrets/${target}`),
            `${name} does not use ${target}`,
          ],
        )
      })
    }),
    ...services.flatMap(({ name, calls }) => {
      const { environment, secrets = [] } = blockOf(name)
      return callees
        .filter((callee) => calls.includes(callee.name))
        .flatMap((callee) => {
          const [setting, url] = [settingName(callee.name, 'URL'), `https://${callee.name}:${callee.port}`]
          return unmet(
            [environment?.[setting] === url, `${name} has no ${setting}=${url}`],
            [secrets.includes('ca.crt'), `${name} has no secret ca.crt, for ${callee.name}`],
            [environment?.NODE_EXTRA_CA_CERTS, `${name} has no NODE_EXTRA_CA_CERTS, for ${callee.name}`],
          )
        })
    }),
  ]
}
