import { expect, type TestContext } from 'vitest'
import type { LoadResult } from './load-result.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test skipped itself: `npm test` prints it (tools/src/test-report.ts). */
    skipped?: string
    /** The counts of the test's load: the evaluation compares platforms by them. */
    load?: LoadResult
  }
}

/** With a larger share of the requests excused, the result proves too little to pass. */
const MAX_EXCUSED = 0.05

/** Fails where a request failed; skips the test where the machine stalled too much to tell. */
export function expectNoFailures(context: TestContext, result: LoadResult): void {
  const { sent, failedInStalls, examples } = result
  context.task.meta.load = result
  expect(examples).toEqual([])
  expect(sent).toBeGreaterThan(0)
  if (failedInStalls <= MAX_EXCUSED * sent) return
  const percent = Math.round((100 * failedInStalls) / sent)
  const reason = `the machine stalled: ${percent} % of the requests failed during stalls`
  context.task.meta.skipped = reason
  context.skip(reason)
}
