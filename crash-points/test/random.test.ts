import { expect, test } from 'vitest'
import { runRandom } from '../src/random.ts'
import type { Outcome } from '../src/run.ts'
import type { Schedule } from '../src/schedule.ts'
import { startRunning } from './start.ts'

const run = startRunning()

test('random steps with several faults each end well', { timeout: 120_000 }, async () => {
  expect((await runRandom(500, 1, run))?.story).toBeUndefined()
})

test('a schedule that ends wrong is made as short as it can be', async () => {
  const cancelsWithAFault = ({ steps, faults }: Schedule) =>
    faults.some(({ step }) => steps[step]?.do === 'cancel')
  const judge = async (schedule: Schedule): Promise<Outcome> => ({
    schedule,
    points: [],
    violation: cancelsWithAFault(schedule) ? 'something is wrong' : undefined,
    story: [],
  })
  const failed = await runRandom(100, 1, judge)
  expect(failed?.schedule).toEqual({
    steps: [{ do: 'cancel', order: 'o1' }],
    faults: [{ step: 0, at: 0, kind: 'stop-before' }],
  })
})

test('the same schedule does the same again', async () => {
  const schedule: Schedule = {
    steps: [
      { do: 'place', order: 'o1' },
      { do: 'cancel', order: 'o1' },
      { do: 'place', order: 'o3' },
    ],
    faults: [
      { step: 0, at: 3, kind: 'pause' },
      { step: 1, at: 3, kind: 'late' },
      { step: 2, at: 1, kind: 'all-stop' },
    ],
  }
  const { story, points } = await run(schedule)
  expect(story.length).toBeGreaterThan(15)
  expect(await run(schedule)).toMatchObject({ story, points })
})
