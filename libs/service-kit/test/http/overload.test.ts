import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { fill, type HoldingService, startHoldingService } from './holding-service.ts'

describe('at the limit of requests in flight', () => {
  test('probes get responses', async () => {
    await using service = await startHoldingService()
    const accepted = await fill(service)

    for (let round = 0; round < 5; round++) {
      for (const path of ['/livez', '/readyz']) await service.client.get(path).expect(200)
    }
    service.app.drain.active = true
    await service.client.get('/readyz').expect(503, { status: 'draining' })

    service.release()
    await Promise.all(accepted)
  })

  test('a rejection is a problem with Retry-After and X-Not-Processed', async () => {
    await using service = await startHoldingService()
    const accepted = await fill(service)

    const { status, type, headers, text } = await service.client.post('/things').set('x-request-id', 'id-7')

    expect([status, type]).toEqual([503, 'application/problem+json'])
    expect(headers).toMatchObject({ 'retry-after': '1', 'x-not-processed': '1', 'x-request-id': 'id-7' })
    expect(headers['server-timing']).toMatch(/^things;desc="things-1";dur=\d/)
    expect(JSON.parse(text)).toMatchObject({
      type: 'tag:slipway.example,2026:overloaded',
      status: 503,
      detail: 'Overloaded; the request was not processed. Retry.',
      instance: 'id-7',
    })
    service.release()
    await Promise.all(accepted)
  })

  test.each(['/unavailable', '/readyz'])('another 503 has no X-Not-Processed: %s', async (path) => {
    await using service = await startHoldingService()
    service.app.drain.active = path === '/readyz'

    const { headers } = await service.client.get(path).expect(503)

    expect(headers).not.toHaveProperty('x-not-processed')
  })
})

describe('while the event loop is delayed', () => {
  const DELAY = 90 // ms: the limit of 50, and what a sample cannot see

  /** Delays every turn of the event loop, until the end of the block. */
  function delayEventLoop(): AsyncDisposable {
    let active = true
    const done = (async () => {
      while (active) {
        const end = performance.now() + DELAY
        while (performance.now() < end);
        await turn()
      }
    })()
    return {
      async [Symbol.asyncDispose]() {
        active = false
        await done
      },
    }
  }
  const statusOf = async ({ client }: HoldingService, path: string) => (await client.get(path)).status

  test('requests are rejected, probes are not', async () => {
    await using service = await startHoldingService({ MAX_EVENT_LOOP_DELAY_MS: 50 })
    expect(await statusOf(service, '/things/1')).toBe(200)
    {
      await using _delay = delayEventLoop()
      await expect.poll(() => statusOf(service, '/things/1'), { timeout: 15_000 }).toBe(503)
      const { headers } = await service.client.get('/things/1').expect(503)
      expect(headers).toMatchObject({ 'retry-after': '1', 'x-not-processed': '1' })
      expect(await statusOf(service, '/livez')).toBe(200)
      expect(await statusOf(service, '/readyz')).toBe(200)
    }
    await expect.poll(() => statusOf(service, '/things/1'), { timeout: 15_000 }).toBe(200)
  }, 60_000)

  test('no request is rejected if the limit is 0', async () => {
    await using service = await startHoldingService({ MAX_EVENT_LOOP_DELAY_MS: 0 })
    await using _delay = delayEventLoop()
    for (let request = 0; request < 3; request++) {
      expect(await statusOf(service, '/things/1')).toBe(200)
    }
  }, 60_000)
})
