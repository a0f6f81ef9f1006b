const LINES_PER_SECOND = 10

/** Limits the lines of one kind in a process. `skipped()`: how many were left out before this one, if any. */
export function createLimit(now: () => number = () => performance.now()) {
  let second = 0
  let lines = 0
  let left = 0
  return {
    allows(): boolean {
      const current = Math.floor(now() / 1_000)
      if (current !== second) [second, lines] = [current, 0]
      if (lines < LINES_PER_SECOND) {
        lines++
        return true
      }
      left++
      return false
    },
    skipped(): { skipped?: number } {
      const skipped = left
      left = 0
      return skipped > 0 ? { skipped } : {}
    },
  }
}
