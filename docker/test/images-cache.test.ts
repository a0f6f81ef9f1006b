import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { dockerAnswers } from '@slipway/testing'
import { APPS } from '@slipway/tools'
import { describe, expect, it } from 'vitest'
import { docker, PREFIX, skipped } from './engine.ts'
import { copyOfSources, removeImages } from './images.ts'

describe.skipIf(!dockerAnswers)(`a rebuild${skipped}`, () => {
  it.each(APPS)('after a one-line change in %s makes only its last layer anew', async (app) => {
    const registry = `${PREFIX}-${randomUUID()}`
    await using copy = await copyOfSources()
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
