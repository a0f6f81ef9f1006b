import { escaped, svgPage } from '@slipway/harness'
import type { Summary } from '../statistics.ts'

export interface Bar {
  label: string
  value: number
  /** Drawn as a thin line from the minimum to the maximum of all rounds. */
  spread?: Summary
  /** One of this repository's own. */
  ours: boolean
}

export interface Panel {
  title: string
  bars: Bar[]
}

const WIDTH = 760
const LABELS = 250 // px for the names on the left
const BARS = 400
const ROW = 24
const HEAD = 44
const STYLE = [
  '.bar { fill: #b6bec8 }',
  '.ours { fill: #4f86e8 }',
  '.spread { stroke: #24292f; stroke-width: 1.5 }',
]
const DARK = ['.bar { fill: #5b6673 }', '.spread { stroke: #e6edf3 }']

/** Horizontal bars, the panels below each other, as an SVG for light and dark pages. */
export function chart(panels: Panel[]): string {
  let top = 0
  const drawn = panels.map((panel) => {
    const at = top
    top += HEAD + panel.bars.length * ROW
    return drawPanel(panel, at)
  })
  return svgPage({ width: WIDTH, height: top + 12, style: STYLE, dark: DARK }, drawn.join('\n'))
}

function drawPanel({ title, bars }: Panel, top: number): string {
  const longest = Math.max(...bars.map(({ value, spread }) => Math.max(value, spread?.max ?? 0)))
  const x = (value: number) => Math.round(LABELS + (Math.max(value, 0) / longest) * BARS)
  const rows = bars.map(({ label, value, spread, ours }, i) => {
    const y = top + HEAD + i * ROW
    const end = Math.max(x(value), spread ? x(spread.max) : 0)
    const line = spread
      ? `<line class="spread" x1="${x(spread.min)}" x2="${x(spread.max)}" y1="${y - 5}" y2="${y - 5}"/>`
      : ''
    return `<text x="${LABELS - 8}" y="${y}" text-anchor="end">${escaped(label)}</text>
<rect class="bar${ours ? ' ours' : ''}" x="${LABELS}" y="${y - 13}" width="${x(value) - LABELS}" height="16"/>${line}
<text x="${end + 8}" y="${y}">${value}</text>`
  })
  return [`<text class="title" x="0" y="${top + 20}">${escaped(title)}</text>`, ...rows].join('\n')
}
