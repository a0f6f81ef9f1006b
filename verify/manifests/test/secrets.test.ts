import { afterAll, describe, expect, test } from 'vitest'
import {
  copyOfManifests,
  listRenderings,
  ofKind,
  parseResources,
  render,
  skippedWithout,
} from '../src/index.ts'

const skipped = await skippedWithout('kubectl')
const copy = copyOfManifests()
afterAll(() => copy[Symbol.dispose]())
const renderings = listRenderings(copy.path)

/** In the store URLs of docker/redis/development. */
const PASSWORD = 'development-only'

describe.skipIf(skipped)(`passwords${skipped}`, () => {
  test.each(renderings)('are in nothing but Secrets in $name', async (rendering) => {
    const resources = parseResources(await render(rendering))
    const others = resources.filter(({ kind }) => kind !== 'Secret')
    expect(others.length).toBeGreaterThan(0)
    expect(others.filter((resource) => JSON.stringify(resource).includes(PASSWORD))).toEqual([])
  })

  test('are found where there are some', async () => {
    const dev = renderings.find(({ name }) => name === 'overlays/dev')!
    const data = ofKind(parseResources(await render(dev)), 'Secret').flatMap((secret) =>
      Object.values(secret.data ?? {}).map((value) => Buffer.from(value, 'base64').toString()),
    )
    expect(data.filter((text) => text.includes(PASSWORD))).not.toEqual([])
  })
})
