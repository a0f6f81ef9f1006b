import { escaped, svgPage } from '@slipway/harness'

export interface Series {
  label: string
  points: { x: number; y: number }[]
}

export interface LineChart {
  title: string
  x: string
  y: string
  series: Series[]
  /** A logarithmic axis from below the smallest value; else from 0. */
  logarithmic?: boolean
  /** A time, or whatever x is, in which something happened. */
  span?: { from: number; to: number; label: string }
}

const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [760, 360, 64, 36, 170, 44]
// Safe for colour-blind readers, on light and dark pages (Okabe and Ito).
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9']
const GRID = 'stroke-width: 1'

/** Lines with a mark at each point, as an SVG for light and dark pages. */
export function lineChart({ title, x, y, series, logarithmic = false, span }: LineChart): string {
  const all = series.flatMap(({ points }) => points)
  const [right, top] = [
    roundUp(Math.max(...all.map((point) => point.x))),
    Math.max(...all.map((point) => point.y)),
  ]
  const bottom = logarithmic ? 10 ** Math.floor(Math.log10(Math.min(...all.map((point) => point.y)))) : 0
  const ceiling = logarithmic ? 10 ** Math.ceil(Math.log10(top)) : roundUp(top)
  const scale = (value: number) =>
    logarithmic ? Math.log10(value / bottom) / Math.log10(ceiling / bottom) : value / ceiling
  const atX = (value: number) => Math.round(LEFT + (value / right) * (WIDTH - LEFT - RIGHT))
  const atY = (value: number) => Math.round(HEIGHT - BOTTOM - scale(value) * (HEIGHT - TOP - BOTTOM))
  const ticksY = logarithmic ? powers(bottom, ceiling) : [0, 0.25, 0.5, 0.75, 1].map((part) => part * ceiling)
  const ticksX = [0, 0.25, 0.5, 0.75, 1].map((part) => part * right)
  const drawn = [
    `<text class="title" x="0" y="18">${escaped(title)}</text>`,
    ...(span
      ? [
          `<rect class="span" x="${atX(span.from)}" y="${TOP}" width="${atX(span.to) - atX(span.from)}" height="${HEIGHT - TOP - BOTTOM}"/><text x="${(atX(span.from) + atX(span.to)) / 2}" y="${TOP - 4}" text-anchor="middle">${escaped(span.label)}</text>`,
        ]
      : []),
    ...ticksY.map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${atY(value)}" y2="${atY(value)}"/><text x="${LEFT - 8}" y="${atY(value) + 4}" text-anchor="end">${label(value)}</text>`,
    ),
    ...ticksX.map(
      (value) =>
        `<text x="${atX(value)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${label(value)}</text>`,
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escaped(x)}</text>`,
    `<text x="${LEFT}" y="${TOP - 2}">${escaped(y)}</text>`,
    ...series.map((one, i) => drawSeries(one, i, atX, atY)),
  ]
  const style = [`.grid { stroke: #d0d7de; ${GRID} }`, '.span { fill: #d0d7de; opacity: 0.5 }']
  const dark = ['.grid { stroke: #3d444d }', '.span { fill: #3d444d }']
  return svgPage({ width: WIDTH, height: HEIGHT, style, dark }, drawn.join('\n'))
}

function drawSeries(
  { label: name, points }: Series,
  i: number,
  atX: (value: number) => number,
  atY: (value: number) => number,
): string {
  const colour = COLOURS[i % COLOURS.length]
  const path = points.map((point) => `${atX(point.x)},${atY(point.y)}`).join(' ')
  const marks = points.map(
    (point) => `<circle cx="${atX(point.x)}" cy="${atY(point.y)}" r="3.5" fill="${colour}"/>`,
  )
  const legend = TOP + 8 + i * 20
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${marks.join('')}
<circle cx="${WIDTH - RIGHT + 16}" cy="${legend - 4}" r="5" fill="${colour}"/><text x="${WIDTH - RIGHT + 28}" y="${legend}">${escaped(name)}</text>`
}

/** The next of 1, 2, 4, 5, 8, 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 4, 5, 8, 10].map((step) => step * power).find((step) => step >= value)!
}

function powers(from: number, to: number): number[] {
  const all: number[] = []
  for (let value = from; value <= to * 1.001; value *= 10) all.push(value)
  return all
}

const label = (value: number) => String(Number(value.toPrecision(3)))
