import { expect, test } from 'vitest'
import { samplerOf } from '../../src/traces/sampler.ts'
import { startTracedSystem } from './traced-system.ts'

test('the gateway decides for all: with its share of 0 nothing is recorded, but log lines have the trace', async () => {
  await using traced = await startTracedSystem({}, '', (specs) => {
    for (const { env } of specs.filter(({ app }) => app === 'gateway')) {
      Object.assign(env, { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' })
    }
  })
  const { status, requestId } = await traced.request('GET', traced.system.list)
  expect(status).toBe(200)
  await expect.poll(() => traced.linesOf(requestId).length).toBeGreaterThanOrEqual(2)
  const ids = traced.linesOf(requestId).map(({ trace_id }) => trace_id)
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(traced.collector.requests).toBe(0)
})

test.each([
  ['always_on', 'AlwaysOnSampler'],
  ['always_off', 'AlwaysOffSampler'],
  ['traceidratio', 'TraceIdRatioBased{0.25}'],
  ['parentbased_always_on', 'ParentBased{root=AlwaysOnSampler,'],
  ['parentbased_always_off', 'ParentBased{root=AlwaysOffSampler,'],
  ['parentbased_traceidratio', 'ParentBased{root=TraceIdRatioBased{0.25},'],
] as const)('OTEL_TRACES_SAMPLER=%s', (OTEL_TRACES_SAMPLER, sampler) => {
  expect(samplerOf({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG: 0.25 }).toString()).toContain(sampler)
})
