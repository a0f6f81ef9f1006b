import { entriesIn, indented, KEYS } from './compose-parts.ts'
import type { NewService } from './new-service.ts'
import type { YamlEntry } from './yaml-entry.ts'

/** Compose and Swarm. */
export const composeEntries = (service: NewService): YamlEntry[] => [...compose(service), ...swarm(service)]

function compose({ name, store, replicas }: NewService): YamlEntry[] {
  const add = entriesIn('compose.yaml')
  const networks = [...(store ? [`${name}-redis`] : []), `${name}-observe`]
  const block = `${name}:
  <<: *app
  image: \${REGISTRY:-localhost:5000/slipway}/${name}:\${VERSION:-dev}
  build: { context: ., dockerfile: apps/${name}/Dockerfile, target: production }
  environment:
    <<: *app-environment${store ? `\n    ${storeUrl(name)}\n  secrets: [${name}-store-url]` : ''}
  deploy: { <<: *app-deploy, replicas: ${replicas} }
  networks: [${networks.join(', ')}]${store ? '\n  depends_on: { redis: { condition: service_healthy } }' : ''}`
  const secret = `{ file: "\${SECRETS:-./docker/redis/development}/${name}-store-url" }`
  return [
    add(['services'], block),
    add(['services', 'gateway', 'depends_on'], `${name}: { condition: service_healthy }`),
    ...(store ? [add(['services', 'redis', 'networks'], `${name}-redis`)] : []),
    add(['services', 'prometheus', 'networks'], `${name}-observe`),
    add(['services', 'grafana', 'networks'], `${name}-observe`),
    ...networks.map((network) => add(['networks'], `${network}: { internal: true }`)),
    ...(store ? [add(['secrets'], `${name}-store-url: ${secret}`)] : []),
  ]
}

function swarm({ name, store, replicas }: NewService): YamlEntry[] {
  const add = entriesIn('docker/stack.yaml')
  const secrets = [...(store ? [`${name}-store-url`] : []), ...KEYS]
  const block = `${name}:
  <<: *app
  image: \${REGISTRY:-localhost:5000/slipway}/${name}:\${VERSION:-dev}
  environment:
    <<: *identity${store ? `\n    ${storeUrl(name)}` : ''}
  secrets:${indented(secrets, '    - ')}
  networks: [${store ? `${name}-redis` : ''}]
  deploy: { <<: *deploy, replicas: ${replicas} }`
  const secret = `{ file: "\${SECRETS:-./redis/own}/${name}-store-url" }`
  return [
    add(['services'], block),
    ...(store
      ? [
          add(['services', 'redis', 'networks'], `${name}-redis`),
          add(['networks'], `${name}-redis: *internal`),
          add(['secrets'], `${name}-store-url: ${secret}`),
        ]
      : []),
  ]
}

const storeUrl = (name: string) => `STORE_URL_FILE: /run/secrets/${name}-store-url`
