import { afterAll, beforeAll } from 'vitest'
import { clock } from '../src/clock.ts'
import { type Outcome, run } from '../src/run.ts'
import type { Schedule } from '../src/schedule.ts'
import { sqliteData } from '../src/stores.ts'
import { System } from '../src/system.ts'

/** For the tests of one file: runs schedules on one system, which is emptied before each. */
export function startRunning(): (schedule: Schedule) => Promise<Outcome> {
  const open = new AsyncDisposableStack()
  let system: System
  beforeAll(async () => {
    system = await System.build(open.use(await sqliteData()))
    open.defer(() => clock.stop())
  })
  afterAll(() => open.disposeAsync())
  return (schedule) => run(system, schedule)
}
