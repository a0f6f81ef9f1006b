import { dockerAnswers } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { docker, skipped } from './engine.ts'
import { type Platform, readPlatform } from './facts.ts'

describe.skipIf(!dockerAnswers)(`Compose and Swarm run the same system${skipped}`, async () => {
  if (!dockerAnswers) return void test('setting by setting', () => {})
  const compose = readPlatform(await docker(['compose', 'config']))
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
