import { beforeAll, describe, expect, inject, test } from 'vitest'
import { api, servedBy } from './api.ts'
import { findServicePaths } from './service-paths.ts'

/** Requests for each replica. With random choices the standard deviation is below the square root of that, 14. */
const SHARE = 200
const MARGIN = 0.3 * SHARE // more than four standard deviations
const expected = Object.entries(inject('expected'))

describe('requests spread over the replicas', () => {
  let paths: Map<string, string>
  beforeAll(async () => {
    paths = await findServicePaths()
  })
  if (expected.length === 0) test.skip('no --expect gives the number of replicas', () => {})

  test.each(expected)('%s: each of %i serves an even share, within 30 percent', async (service, replicas) => {
    const path = paths.get(service)
    expect(path, `no GET is served by ${service}, only by ${[...paths.keys()].join(', ')}`).toBeDefined()
    const counts: Record<string, number> = {}
    // One at a time: with several in flight, an instance that is slow for a moment rightly gets fewer of them.
    for (let sent = 0; sent < SHARE * replicas; sent++) {
      const instance = servedBy(await api.get(path!).expect(200))[service]!
      counts[instance] = (counts[instance] ?? 0) + 1
    }
    expect(Object.keys(counts)).toHaveLength(replicas)
    for (const served of Object.values(counts)) {
      expect(Math.abs(served - SHARE)).toBeLessThanOrEqual(MARGIN)
    }
  })
})
