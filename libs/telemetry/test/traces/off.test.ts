import { startSystem } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startTracedSystem } from './traced-system.ts'

/** Makes a process print the address of each module that it loads, of either kind. */
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({ load(url, context, next) { console.log('loads ' + url); return next(url, context) } })`)}`

const loaded = (lines: string[]) => lines.filter((line) => / loads /.test(line))
const openTelemetry = (lines: string[]) => loaded(lines).filter((line) => line.includes('opentelemetry'))

test('without OTEL_EXPORTER_OTLP_ENDPOINT no module of OpenTelemetry is loaded, and no log line has a trace', async () => {
  await using system = await startSystem({ env: { NODE_OPTIONS } })
  const { status } = await fetch(system.url + system.list, {
    headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  })
  expect(status).toBe(200)
  for (const name of system.names) {
    expect(loaded(system.lines).filter((line) => line.startsWith(name)).length, name).toBeGreaterThan(100)
  }
  expect(openTelemetry(system.lines)).toEqual([])
  expect(system.lines.filter((line) => line.includes('trace_id'))).toEqual([])
})

test('with it they are; spans that are left at the end of a process are sent', async () => {
  await using traced = await startTracedSystem({
    NODE_OPTIONS,
    OTEL_BSP_SCHEDULE_DELAY: '60000',
    DRAIN_DELAY_MS: '0',
  })
  const { system, collector } = traced
  for (const name of system.names) {
    const own = system.lines.filter((line) => line.startsWith(name))
    expect(openTelemetry(own).length, name).toBeGreaterThan(10)
  }
  const { requestId } = await traced.request('GET', traced.system.list)
  expect(collector.requests).toBe(0)
  for (const name of system.names) system.process(name).kill('SIGTERM')
  await Promise.all(system.names.map((name) => system.process(name).exited))
  expect(await traced.spansOf(requestId, 4)).toHaveLength(4)
})
