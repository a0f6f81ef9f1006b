import { entriesIn, indented, KEYS } from './compose-parts.ts'
import type { NewService } from './new-service.ts'
import type { YamlEntry } from './yaml-entry.ts'

/** The files that add something to compose.yaml, and Prometheus. */
export const composeOptionEntries = (service: NewService): YamlEntry[] => [
  ...identity(service),
  ...tls(service),
  ...additions(service),
]

function identity({ name }: NewService): YamlEntry[] {
  return [
    entriesIn('docker/compose.auth.yaml')(
      ['services'],
      `${name}:\n  environment: *identity\n  secrets:${indented(KEYS, '    - ')}`,
    ),
  ]
}

function tls({ name }: NewService): YamlEntry[] {
  const add = entriesIn('docker/compose.tls.yaml')
  const environment = 'environment:\n    <<: [*serves, *calls]'
  const own = ['tls.crt', 'tls.key'].map((file) => `{ source: ${name}-${file}, target: ${file} }`)
  const secrets = ['ca.crt', ...own]
  const file = (end: string) => `${name}-${end}: { file: "\${TLS:-./docker/tls/own}/${name}/${end}" }`
  return [
    add(['services'], `${name}:\n  ${environment}\n  secrets:${indented(secrets, '    - ')}`),
    ...['tls.crt', 'tls.key'].map((end) => add(['secrets'], file(end))),
  ]
}

/** The files that add one thing to every service. */
function additions({ name }: NewService): YamlEntry[] {
  const keycloak = entriesIn('docker/compose.keycloak.yaml')
  const watch = `[*libs, { action: sync, path: apps/${name}, target: /app/apps/${name} }, *dependencies]`
  return [
    entriesIn('docker/compose.dev.yaml')(
      ['services'],
      `${name}:\n  <<: *dev\n  image: !reset null\n  develop: { watch: ${watch} }`,
    ),
    entriesIn('docker/compose.lessons.yaml')(['services'], `${name}:\n  environment: *lessons`),
    keycloak(['services'], `${name}:\n  environment: *keycloak\n  networks: [${name}-keycloak]`),
    keycloak(['services', 'keycloak', 'networks'], `${name}-keycloak`),
    keycloak(['networks'], `${name}-keycloak: { internal: true }`),
    entriesIn('docker/observe/prometheus.yaml')(['scrape_configs', 0, 'dns_sd_configs', 0, 'names'], name),
  ]
}
