import { expect, test } from 'vitest'
import { claimsTable } from '../src/output/claims.ts'
import { lineChart } from '../src/output/lines.ts'
import type { Claim } from '../src/part.ts'

const claim = (bound: Claim['bound'], measured: number): Claim => ({
  says: 'It serves',
  bound,
  limit: 10,
  measured,
  unit: 'requests/s',
})

test('a promise is kept up to its bound, and broken beyond it', () => {
  const claims = [claim('at least', 10), claim('at least', 9.9), claim('at most', 10), claim('at most', 10.1)]
  const rows = claimsTable([['load', claims]])
    .split('\n')
    .slice(2)
  expect(rows).toEqual([
    '| [It serves](#load) | at least 10 requests/s | 10 requests/s | kept |',
    '| [It serves](#load) | at least 10 requests/s | 9.9 requests/s | **broken** |',
    '| [It serves](#load) | at most 10 requests/s | 10 requests/s | kept |',
    '| [It serves](#load) | at most 10 requests/s | 10.1 requests/s | **broken** |',
  ])
})

const points = [
  { x: 100, y: 2 },
  { x: 1_000, y: 200 },
]
const marks = (svg: string) =>
  [...svg.matchAll(/<circle cx="(\d+)" cy="(\d+)" r="3.5"/g)].map(([, x, y]) => [Number(x), Number(y)])

test('a chart has a mark for each point, further right and higher for larger values', () => {
  for (const logarithmic of [false, true]) {
    const svg = lineChart({ title: 'a < b', x: 'x', y: 'y', logarithmic, series: [{ label: 'one', points }] })
    const [first, second] = marks(svg)
    expect(marks(svg)).toHaveLength(2)
    expect(second![0]).toBeGreaterThan(first![0]!)
    expect(second![1]).toBeLessThan(first![1]!)
    expect(svg).toContain('a &#60; b')
    expect(svg).toContain('prefers-color-scheme: dark')
    expect(svg).not.toContain('NaN')
  }
})

test('on a logarithmic axis equal ratios are equal distances', () => {
  const three = [1, 10, 100].map((y, x) => ({ x: x + 1, y }))
  const [a, b, c] = marks(
    lineChart({ title: '', x: '', y: '', logarithmic: true, series: [{ label: '', points: three }] }),
  )
  expect(Math.abs(a![1]! - b![1]! - (b![1]! - c![1]!))).toBeLessThanOrEqual(1)
})
