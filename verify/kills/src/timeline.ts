import { escaped, svgPage } from '@slipway/harness'
import type { PastFault } from './inject.ts'
import type { Entry } from './ledger.ts'

const WIDTH = 960
const LEFT = 190 // px for the names
const RIGHT = 16
const BARS = 180 // px, the height of the busiest second
const TOP = 76
const ROW = 18

/** How a request ended, with its colours on light and dark pages; told apart by brightness too. */
const OUTCOMES = [
  { name: 'done', light: '#4f86e8', dark: '#4f86e8' },
  { name: 'out of stock', light: '#b6bec8', dark: '#5b6673' },
  { name: 'accepted', light: '#e0b000', dark: '#e0b000' },
  { name: 'no answer', light: '#b3261e', dark: '#ff8a80' },
]

/** Requests by outcome in each second, and below them the faults, as an SVG. */
export function timeline(title: string, entries: Entry[], faults: PastFault[], seconds: number): string {
  const names = [...new Set(faults.map(({ name }) => name))].sort()
  const end = Math.max(seconds * 1_000, ...faults.map(({ to }) => to))
  const x = (at: number) => LEFT + (at / end) * (WIDTH - LEFT - RIGHT)
  const bottom = TOP + BARS
  const every = Math.max(1, Math.round(end / 10_000)) * 1_000
  const axis = Array.from({ length: Math.floor(end / every) + 1 }, (_, i) => {
    const at = i * every
    return `<text x="${round(x(at))}" y="${bottom + 16}" text-anchor="middle">${at / 1_000} s</text>`
  })
  const marks = names.flatMap((name, i) => {
    const y = bottom + 44 + i * ROW
    const own = faults.filter((fault) => fault.name === name)
    const label = `<text x="${LEFT - 8}" y="${y}" text-anchor="end">${escaped(name)}</text>`
    return [label, ...own.map((fault) => drawFault(fault, x, y))]
  })
  return svgPage(
    {
      width: WIDTH,
      height: bottom + 44 + names.length * ROW,
      style: [...OUTCOMES.map(({ light }, i) => `.o${i} { fill: ${light} }`), '.fault { fill: #57606a }'],
      dark: [...OUTCOMES.map(({ dark }, i) => `.o${i} { fill: ${dark} }`), '.fault { fill: #adbac7 }'],
    },
    [
      `<text class="title" x="0" y="20">${escaped(title)}</text>`,
      ...legend(),
      `<text x="${LEFT - 8}" y="${bottom}" text-anchor="end">requests each second</text>`,
      ...bars(entries, x),
      ...axis,
      ...marks,
    ].join('\n'),
  )
}

function drawFault({ name, from, to }: PastFault, x: (at: number) => number, y: number): string {
  const width = Math.max(x(to) - x(from), 3)
  const times = `${(from / 1_000).toFixed(1)} s to ${(to / 1_000).toFixed(1)} s`
  return `<rect class="fault" x="${round(x(from))}" y="${y - 11}" width="${round(width)}" height="12"><title>${escaped(name)}, ${times}</title></rect>`
}

function bars(entries: Entry[], x: (at: number) => number): string[] {
  const seconds = countBySecond(entries)
  const most = Math.max(...seconds.map((counts) => counts.reduce((sum, one) => sum + one, 0)))
  return seconds.flatMap((counts, second) => {
    let y = TOP + BARS
    return counts.map((count, i) => {
      const height = (count / most) * BARS
      y -= height
      const [from, to] = [x(second * 1_000), x((second + 1) * 1_000)]
      return count === 0
        ? ''
        : `<rect class="o${i}" x="${round(from)}" y="${round(y)}" width="${round(to - from - 0.5)}" height="${round(height)}"/>`
    })
  })
}

/** By the second in which a request was sent, how many ended in each way. What is repeated at the end is left out. */
function countBySecond(entries: Entry[]): number[][] {
  const asked = new Map<number, number>()
  const seconds: number[][] = []
  for (const entry of entries) {
    if (entry.what === 'repeat') continue
    if (entry.event === 'asked') asked.set(entry.step, Math.floor(entry.at / 1_000))
    else {
      const second = asked.get(entry.step)!
      while (seconds.length <= second) seconds.push(OUTCOMES.map(() => 0))
      seconds[second]![outcomeOf(entry)]!++
    }
  }
  return seconds
}

function outcomeOf(entry: Entry): number {
  if (entry.event !== 'acknowledged') return 3
  if (entry.status === 202) return 2
  return entry.status === 409 ? 1 : 0
}

const legend = (): string[] =>
  OUTCOMES.map(
    ({ name }, i) =>
      `<rect class="o${i}" x="${LEFT + i * 130}" y="36" width="12" height="12"/><text x="${LEFT + i * 130 + 18}" y="47">${name}</text>`,
  )

const round = (value: number) => Math.round(value * 10) / 10
