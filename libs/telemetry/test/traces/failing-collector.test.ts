import { ExportResultCode } from '@opentelemetry/core'
import { expect, test } from 'vitest'
import { ReportingExporter } from '../../src/traces/reporting-exporter.ts'
import { startTracedSystem, type TracedSystem } from './traced-system.ts'

const reports = ({ system }: TracedSystem, event: string) =>
  system.lines.filter((line) => line.startsWith('gateway-1') && line.includes(`"event":"${event}"`))

async function read(traced: TracedSystem, times: number) {
  for (let i = 0; i < times; i++) {
    expect((await traced.request('GET', traced.system.list)).status).toBe(200)
  }
}

test('a collector that fails harms no request; one line says so, and one that it works again', async () => {
  await using traced = await startTracedSystem({ OTEL_BSP_SCHEDULE_DELAY: '20' })
  const { collector } = traced
  collector.status = 400
  const before = collector.requests
  await expect
    .poll(
      async () => {
        await read(traced, 5)
        return collector.requests
      },
      { timeout: 15_000 },
    )
    .toBeGreaterThan(before + 20)
  expect(reports(traced, 'traces-failing')).toHaveLength(1)
  collector.status = 200
  await expect
    .poll(async () => {
      await read(traced, 5)
      return reports(traced, 'traces-sent-again').length
    })
    .toBe(1)
  expect(reports(traced, 'traces-sent-again')[0]).toMatch(/"lost":[1-9]/)
  expect(reports(traced, 'traces-failing')).toHaveLength(1)
})

test('one that cannot be reached, or does not respond, delays no end of a process', async () => {
  const env = { SHUTDOWN_TIMEOUT_MS: '1500', DRAIN_DELAY_MS: '0' }
  await using traced = await startTracedSystem(env, '', (specs) => {
    const { env } = specs.find(({ name }) => name === 'gateway-1')!
    // Nothing listens on port 9 of loopback. The time is for its line: the exporter would try for 10 s.
    Object.assign(env, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    })
  })
  const { system, collector } = traced
  collector.status = undefined
  await read(traced, 20)
  await expect.poll(() => reports(traced, 'traces-failing').length).toBe(1)
  await expect.poll(() => collector.requests).toBeGreaterThan(0)
  await read(traced, 20)
  for (const name of system.names) system.process(name).kill('SIGTERM')
  const ends = await Promise.all(system.names.map((name) => system.process(name).exited))
  expect(ends).toEqual(ends.map(() => ({ code: 0, signal: null })))
})

test('the reason of a failure is its message, or its code where it has none', () => {
  const lines: unknown[] = []
  const log = { warn: (line: unknown) => lines.push(line), info: (line: unknown) => lines.push(line) }
  const results = [
    { code: ExportResultCode.FAILED, error: Object.assign(new Error(), { code: 'ECONNREFUSED' }) },
    { code: ExportResultCode.FAILED, error: new Error('again') },
    { code: ExportResultCode.SUCCESS },
    { code: ExportResultCode.FAILED, error: new Error('refused') },
  ]
  const exporter = new ReportingExporter(
    { export: (_spans, done) => done(results.shift()!), shutdown: async () => {} },
    log as never,
  )
  for (let i = 0; i < 4; i++) exporter.export([{}, {}] as never, () => {})
  expect(lines).toEqual([
    { event: 'traces-failing', reason: 'ECONNREFUSED' },
    { event: 'traces-sent-again', lost: 4 },
    { event: 'traces-failing', reason: 'refused' },
  ])
})
