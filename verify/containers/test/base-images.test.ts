import { docker, skipped } from '@slipway/harness/docker'
import { APPS } from '@slipway/services'
import { dockerAvailable } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

/** The arguments that `npm run images` would pass to the build of each app. */
async function buildArguments(env: Record<string, string>): Promise<Record<string, string>[]> {
  const bake = ['buildx', 'bake', '--file', 'docker/bake.hcl', '--print']
  const { target } = JSON.parse(await docker(bake, { APPS: APPS.join(','), ...env }))
  return APPS.map((app) => target[app].args)
}

describe.skipIf(!dockerAvailable)(`the base images${skipped}`, () => {
  test('are those of the Dockerfiles by default', async () => {
    const empty: Record<string, string> = { BUILD_IMAGE: '', RUN_IMAGE: '' }
    for (const args of [...(await buildArguments({})), ...(await buildArguments(empty))])
      expect(args).toEqual({ SOURCE_DATE_EPOCH: '0' })
  })

  test.each(['BUILD_IMAGE', 'RUN_IMAGE'])('can be others: %s', async (name) => {
    const image = `registry.example.com/base@sha256:${'0'.repeat(64)}`
    for (const args of await buildArguments({ [name]: image }))
      expect(args).toEqual({ SOURCE_DATE_EPOCH: '0', [name]: image })
  })
})
