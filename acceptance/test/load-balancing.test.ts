import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { api, servedBy, wasRetried } from './api.ts'
import { findServicePaths } from './service-paths.ts'

/** Requests for each replica. With random choices the standard deviation is below the square root of that, 14. */
const SHARE = 200
const MARGIN = 0.3 * SHARE // more than four standard deviations
/** An instance that timed out on a busy machine is rightly ejected for a while (ms): then all are counted again. */
const EJECTED = 2_000
const MAX_RETRIES = 5
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
    const counts = await countServed(path!, service, SHARE * replicas)
    expect(Object.keys(counts)).toHaveLength(replicas)
    for (const served of Object.values(counts)) {
      expect(Math.abs(served - SHARE)).toBeLessThanOrEqual(MARGIN)
    }
  })
})

/** How many of the requests each instance served. */
async function countServed(
  path: string,
  service: string,
  requests: number,
  retries = MAX_RETRIES,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  // One at a time: with several in flight, an instance that is slow for a moment rightly gets fewer of them.
  for (let sent = 0; sent < requests; sent++) {
    const response = await api.get(path).expect(200)
    if (wasRetried(response) && retries > 0) {
      await sleep(EJECTED)
      return countServed(path, service, requests, retries - 1)
    }
    const instance = servedBy(response)[service]!
    counts[instance] = (counts[instance] ?? 0) + 1
  }
  return counts
}
