import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfSources } from '@slipway/harness'
import { docker, PREFIX, removeImages, skipped } from '@slipway/harness/docker'
import { APPS } from '@slipway/services'
import { dockerAvailable } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

describe.skipIf(!dockerAvailable)(`a rebuild${skipped}`, () => {
  test.each(APPS)('after a one-line change in %s replaces only its last layer', async (app) => {
    const registry = `${PREFIX}-${randomUUID()}`
    using copy = await copyOfSources()
    const build = async (tag: string) => {
      const image = `${registry}/${app}:${tag}`
      const file = join(copy.path, `apps/${app}/Dockerfile`)
      await docker(['buildx', 'build', '--load', '--file', file, '--tag', image, copy.path])
      return JSON.parse(await docker(['image', 'inspect', '--format', '{{json .RootFS.Layers}}', image]))
    }
    try {
      const before = await build('before')
      appendFileSync(join(copy.path, `apps/${app}/src/main.ts`), '// one line more\n')
      const after = await build('after')
      expect(after.slice(0, -1)).toEqual(before.slice(0, -1))
      expect(after.at(-1)).not.toBe(before.at(-1))
    } finally {
      await removeImages(registry)
    }
  })
})
