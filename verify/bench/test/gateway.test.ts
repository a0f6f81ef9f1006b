import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { DIRECT } from '../src/compare.ts'
import { FLOOR } from '../src/gateways/floor.ts'
import { versionOf } from '../src/gateways/gateway.ts'
import { forEachService } from '../src/gateways/ours.ts'
import type { GatewayReport } from '../src/parts/gateway.ts'
import { GATEWAYS, LOGGING, OURS } from '../src/parts/gateway.ts'
import { bench, pathWith } from './bench.ts'

const wrkIsHere = versionOf('wrk', ['-v']) !== undefined
const reason = wrkIsHere ? '' : ' (skipped: wrk is not on the PATH)'

describe.skipIf(!wrkIsHere)(`a quick run of the comparison${reason}`, () => {
  let report: GatewayReport
  let svg: string
  let output: string

  beforeAll(async () => {
    using folder = temporaryFolder()
    const out = join(folder.path, 'out')
    // Without HAProxy; and without npm, which would install the peers into the checkout.
    const PATH = pathWith(join(folder.path, 'bin'), ['wrk', 'nginx', 'sh'])
    // A busy machine may be slow here: the test is about what is counted.
    const timeouts = { DEADLINE_MS: '20000', ...forEachService('TIMEOUT_MS', '20000') }
    const env = { PATH, MAX_EVENT_LOOP_DELAY_MS: '0', ...timeouts }
    const { code, stdout, stderr } = await bench(['--quick', '--only', 'gateway', '--out', out], env)
    expect(code, stderr).toBe(0)
    output = stdout
    report = JSON.parse(readFileSync(join(out, 'gateway.json'), 'utf8'))
    svg = readFileSync(join(out, 'gateway.svg'), 'utf8')
  })

  test('everything is measured or skipped', () => {
    const names = [...report.results, ...report.skipped].map(({ name }) => name)
    expect(names.sort()).toEqual([DIRECT, ...GATEWAYS.map(({ name }) => name)].sort())
    expect(report.results.map(({ name }) => name)).toContain('Slipway, logging off')
  })

  test('a gateway that is not installed is skipped, with how to install it', () => {
    const skipped = { name: 'HAProxy', reason: 'not installed: apt-get install haproxy' }
    expect(report.skipped).toContainEqual(skipped)
    expect(output).toContain('skipped: HAProxy (not installed: apt-get install haproxy)')
    expect(output).toContain('Skipped: HAProxy, not installed: apt-get install haproxy.')
  })

  test('counts are plausible', () => {
    expect(report.work).toMatchObject({ bytes: 1024, rounds: 2, connections: 32 })
    for (const { name, rounds, requests, p50, p99, p999, cpu, memory } of report.results) {
      expect(rounds.counted + rounds.void, name).toBe(2)
      expect(requests, name).toBeGreaterThan(100)
      expect(cpu.median, name).toBeGreaterThan(1)
      expect(memory.min, name).toBeGreaterThan(1)
      expect(p50.median, name).toBeLessThanOrEqual(p99.median)
      expect(p99.median, name).toBeLessThanOrEqual(p999.median)
      for (const { min, median, max } of [cpu, p50, p99]) {
        expect(min, name).toBeLessThanOrEqual(median)
        expect(median, name).toBeLessThanOrEqual(max)
      }
    }
  })

  test('our gateway is compared with the floor, and each goal is met or not', () => {
    const overFloor = new Map(report.results.map(({ name, overFloor }) => [name, overFloor]))
    expect(overFloor.get(FLOOR)).toEqual({ median: 1, min: 1, max: 1 })
    for (const name of [OURS, LOGGING]) expect(overFloor.get(name)!.max, name).toBeGreaterThan(1)
    expect(report.logLine.alone.min).toBeGreaterThan(0.5)
    expect(output.match(/^\| .* \| (met|\*\*not met\*\*) \|$/gm)).toHaveLength(5)
  })

  test('the machine is described, without its host name', () => {
    const { machine } = report
    expect(machine.node).toBe(process.versions.node)
    expect(Object.keys(machine).sort()).toEqual(
      ['cores', 'cpu', 'date', 'kernel', 'loadBefore', 'memory', 'node', 'system'].sort(),
    )
  })

  test('the chart is SVG with a bar for each result in each panel', () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /)
    const tags = [...svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)]
    const open: string[] = []
    for (const [, closes, tag, closesItself] of tags) {
      if (closes) expect(open.pop()).toBe(tag)
      else if (!closesItself) open.push(tag!)
    }
    expect(open).toEqual([])
    expect(tags.filter(([, , tag]) => tag === 'rect')).toHaveLength(report.results.length * 4)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    for (const { name } of report.results) expect(svg).toContain(`>${name}<`)
  })
})
