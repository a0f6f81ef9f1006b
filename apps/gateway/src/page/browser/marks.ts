import type { Result } from './api.ts'

/** What became of a request: each has a shape of its own, so that nobody needs to tell colours apart. */
export const MARKS = { served: '●', retried: '◆', open: '○', rejected: '■', shed: '▲', failed: '✕' }
export type Mark = keyof typeof MARKS

export function markOf({ status, problem, retries }: Result): Mark {
  if (problem === 'overloaded') return 'shed'
  if (status === 202) return 'open'
  if (problem === 'out-of-stock') return 'rejected'
  if (status === 0 || status >= 400) return 'failed'
  return retries.length > 0 ? 'retried' : 'served'
}

/** The corners of each shape that is no circle, in radiuses: right and down of its centre, in turn. */
const CORNERS: Partial<Record<Mark, number[]>> = {
  retried: [0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0],
  rejected: [-1, -1, 1, -1, 1, 1, -1, 1],
  shed: [0, -1.2, 1.2, 1, -1.2, 1],
  // biome-ignore format: a cross
  failed: [-1.2, -.7, -.7, -1.2, 0, -.5, .7, -1.2, 1.2, -.7, .5, 0, 1.2, .7, .7, 1.2, 0, .5, -.7, 1.2, -1.2, .7, -.5, 0],
}

/** Adds the shape of a mark to a path. */
export function addShape(path: Path2D, mark: Mark, x: number, y: number, r: number): void {
  const corners = CORNERS[mark]
  if (corners) {
    path.moveTo(x + corners[0]! * r, y + corners[1]! * r)
    for (let i = 2; i < corners.length; i += 2) path.lineTo(x + corners[i]! * r, y + corners[i + 1]! * r)
    path.closePath()
    return
  }
  path.moveTo(x + r, y)
  path.arc(x, y, r, 0, 2 * Math.PI)
  if (mark !== 'open') return
  // The hole of a ring: a circle in the other direction.
  path.moveTo(x + r / 2, y)
  path.arc(x, y, r / 2, 0, 2 * Math.PI, true)
}
