import { composeUp, skipped as withoutDocker } from '@slipway/harness/docker'
import { expectDotPerRequest, openPage, skipped as withoutBrowser } from '@slipway/page'
import { describe, test } from 'vitest'

const skipped = withoutDocker || withoutBrowser

describe.skipIf(skipped)(`the live page on Compose${skipped}`, () => {
  test('shows each request as a dot, in the columns of both replicas', async () => {
    await using system = await composeUp()
    await using open = await openPage(system.url)
    await expectDotPerRequest(open, 2)
  })
})
