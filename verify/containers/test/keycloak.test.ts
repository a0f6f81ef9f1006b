import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { docker, skipped } from '@slipway/harness/docker'
import { APPS, ROOT } from '@slipway/services'
import { dockerAvailable } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

interface Service {
  environment: Record<string, string>
  networks: Record<string, unknown>
}

const FILES = ['compose.yaml', 'docker/compose.auth.yaml', 'docker/compose.keycloak.yaml']
const realm = JSON.parse(readFileSync(join(ROOT, 'docker/keycloak/realm.json'), 'utf8'))

/** Its image is not run here: what can be checked without it. */
describe.skipIf(!dockerAvailable)(`Compose with Keycloak${skipped}`, async () => {
  if (!dockerAvailable) return void test('is rendered', () => {})
  const args = [...FILES.flatMap((file) => ['--file', file]), 'config']
  const text = await docker(['compose', ...args], { SECRETS: './docker/redis/own', KEYCLOAK_PORT: '8181' })
  const { services } = parse(text) as { services: Record<string, Service> }

  test('every app expects the issuer that Keycloak writes into its tokens', () => {
    const issuer = `${services.keycloak!.environment.KC_HOSTNAME}/realms/${realm.realm}`
    expect(issuer).toBe('http://localhost:8181/realms/slipway')
    for (const name of APPS) expect(services[name]!.environment.TOKEN_ISSUER, name).toBe(issuer)
  })

  test('every app reaches it on a network that only these two share', () => {
    const members = (network: string) =>
      Object.keys(services).filter((name) => network in services[name]!.networks)
    for (const name of APPS) expect(members(`${name}-keycloak`).sort()).toEqual([name, 'keycloak'].sort())
  })

  test('its tokens are access tokens for this system, with a subject and roles', () => {
    const [client] = realm.clients
    expect(client.attributes['access.token.header.type.rfc9068']).toBe('true')
    // No other scope of Keycloak, which could add an audience.
    expect(client.defaultClientScopes).toEqual(['slipway'])
    const mappers = realm.clientScopes[0].protocolMappers
    expect(mappers.map(({ name }: { name: string }) => name)).toEqual(['sub', 'aud', 'roles'])
    expect(mappers[1].config['included.custom.audience']).toBe('slipway')
    expect(mappers[2].config['claim.name']).toBe('roles')
  })
})
