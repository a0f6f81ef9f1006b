import { docker, type Platform, readPlatform, skipped } from '@slipway/harness/docker'
import { dockerAvailable } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

/** Swarm has identity on, for which Compose has a file. */
const FILES = ['compose.yaml', 'docker/compose.auth.yaml'].flatMap((file) => ['--file', file])
/** Their names are compared; nothing reads them. */
const env = { SECRETS: './docker/redis/own' }

describe.skipIf(!dockerAvailable)(`Compose and Swarm run the same system${skipped}`, async () => {
  if (!dockerAvailable) return void test('setting by setting', () => {})
  const compose = readPlatform(await docker(['compose', ...FILES, 'config'], env))
  const swarm = readPlatform(await docker(['stack', 'config', '--compose-file', 'docker/stack.yaml']))

  test('with the same services', () => {
    expect(Object.keys(swarm).sort()).toEqual(Object.keys(compose).sort())
  })

  const settings = Object.entries(compose).flatMap(([name, service]) =>
    Object.keys(service).map((setting) => [name, setting] as const),
  )
  test.each(settings)('%s: %s', (name, setting) => {
    const key = setting as keyof Platform[string]
    expect(swarm[name]?.[key]).toEqual(compose[name]?.[key])
  })
})
