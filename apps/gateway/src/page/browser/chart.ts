import { columns } from './columns.ts'
import { byId } from './dom.ts'
import { type Dot, dots, forget, SLICE, SPAN } from './history.ts'
import { load } from './load.ts'
import { addShape } from './marks.ts'
import { COLOURS, colourOf } from './palette.ts'

const LANE = 2 // rows at the top: requests that have not ended
const PADDING = 10 // CSS pixels on both sides of a column

const still = matchMedia('(prefers-reduced-motion: reduce)')
let colours: string[] = []
let line = ''

/** Draws the dots, as often as the screen shows a picture; once a second where less motion is asked for. */
export function startChart(): void {
  const canvas = byId<HTMLCanvasElement>('dots')
  const readColours = () => {
    const style = getComputedStyle(canvas)
    colours = [...Array(COLOURS).keys(), 'none'].map((name) => style.getPropertyValue(`--c${name}`))
    line = style.getPropertyValue('--line')
  }
  readColours()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', readColours)
  const again = () => {
    draw(canvas)
    if (still.matches) setTimeout(again, 1_000)
    else requestAnimationFrame(again)
  }
  again()
}

function draw(canvas: HTMLCanvasElement): void {
  forget()
  const context = canvas.getContext('2d')!
  const { clientWidth: width, clientHeight: height } = canvas
  const [w, h] = [width, height].map((length) => Math.round(length * devicePixelRatio)) as [number, number]
  // Setting a size also clears the canvas.
  if (canvas.width !== w) canvas.width = w
  if (canvas.height !== h) canvas.height = h
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  context.clearRect(0, 0, width, height)

  const row = height / (SPAN / SLICE + LANE)
  const columnWidth = width / Math.max(1, columns.length)
  // If one instance serves all, a row has room for a quarter more than it should need.
  const pitch = Math.min(row * 1.1, (columnWidth - 2 * PADDING) / ((load.rate * SLICE) / 800 + 1))
  const capacity = Math.max(1, Math.floor((columnWidth - 2 * PADDING) / pitch))
  const radius = 0.4 * Math.min(pitch, row)
  const now = performance.now() / SLICE
  const time = still.matches ? Math.ceil(now / 4) * 4 : now
  const place = ({ column, slice, place }: Dot): [x: number, y: number] => [
    // What a burst has too many starts again, in between.
    columns.indexOf(column) * columnWidth +
      PADDING +
      radius +
      ((place % capacity) + Math.floor(place / capacity) / 2) * pitch,
    (LANE + time - slice - 0.5) * row,
  ]

  context.fillStyle = line
  for (let i = 1; i < columns.length; i++) context.fillRect(i * columnWidth, 0, 1, height)
  const paths = Array.from(colours, () => new Path2D())
  for (const dot of dots) {
    if ((dot.service === 'orders') !== load.orders) continue
    if (!columns.includes(dot.column)) continue
    const colour = dot.column ? colourOf(dot.service, dot.column) : COLOURS
    addShape(paths[colour]!, dot.mark, ...place(dot), radius)
  }
  // In flight: rings. Waiting in the browser: smaller ones.
  for (let i = 0; i < load.inFlight + load.waiting; i++) {
    const waits = i >= load.inFlight
    addShape(paths[COLOURS]!, 'open', PADDING + radius + i * pitch, 0.7 * row, waits ? radius / 2 : radius)
  }
  paths.forEach((path, index) => {
    context.fillStyle = colours[index]!
    context.fill(path)
  })
}
