import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseResources, render } from '@slipway/tools/manifests'
import { describe, expect, test } from 'vitest'
import { copyOfManifests, skippedWithout } from './manifests.ts'

const skipped = await skippedWithout('kubectl')
describe.skipIf(skipped)(`the overlay prod${skipped}`, () => {
  test('without pushed images names the component that is missing', async () => {
    using own = copyOfManifests()
    rmSync(join(own.path, 'k8s/components/images'), { recursive: true })
    await expect(render({ folder: join(own.path, 'k8s/overlays/prod') })).rejects.toThrow(
      'k8s/components/images: no such file or directory',
    )
  })

  test('has none of the public secrets and no demo data', async () => {
    using own = copyOfManifests()
    const prod = await render({ folder: join(own.path, 'k8s/overlays/prod') })
    const kinds = parseResources(prod).map(({ kind }) => kind)
    expect(kinds).toContain('Deployment')
    expect(kinds).not.toContain('Secret')
    expect(prod).not.toMatch(/SEED|development-only/)
  })
})
