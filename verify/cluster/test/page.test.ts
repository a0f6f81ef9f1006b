import { expectDotPerRequest, openPage, skipped as withoutBrowser } from '@slipway/page'
import { describe, test } from 'vitest'
import { forwardPort, skipped as withoutCluster } from './cluster.ts'

const skipped = withoutCluster || withoutBrowser

describe.skipIf(skipped)(`the live page on Kubernetes${skipped}`, () => {
  test('shows each request as a dot, in the columns of both replicas', async () => {
    await using forwarded = await forwardPort()
    await using open = await openPage(forwarded.url)
    await expectDotPerRequest(open, 2)
  })
})
