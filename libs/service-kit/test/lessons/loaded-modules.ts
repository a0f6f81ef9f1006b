// Starts a service with LESSONS as the first argument says, and prints the modules of lessons that were loaded.
import { registerHooks } from 'node:module'
import { basename } from 'node:path'

const loaded: string[] = []
registerHooks({
  load(url, context, next) {
    if (url.includes('/src/lessons/')) loaded.push(basename(url))
    return next(url, context)
  },
})
const { createService, createLogger } = await import('../../src/index.ts')
const settings = {
  INSTANCE: 'things-1',
  MAX_IN_FLIGHT: 0,
  MAX_EVENT_LOOP_DELAY_MS: 0,
  MAX_CONNECTIONS: 0,
  MAX_CONNECTIONS_PER_ADDRESS: 0,
  LESSONS: process.argv[2] as 'off' | 'on',
  LESSONS_PORT: Number(process.argv[3] ?? 0),
}
const logger = createLogger({ INSTANCE: 'things-1', LOG_LEVEL: 'silent' })
const app = await createService({ name: 'things', settings, logger })
await app.ready()
await app.close()
process.stdout.write(JSON.stringify(loaded))
