import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { createService, runService, ServiceSettings } from '../../src/index.ts'

// A process like those of the apps. Prints its address once it listens, and then what happens while it closes.
const Settings = Type.Object({ ...ServiceSettings, PORT: Type.Integer() })

await runService('closing', Settings, async (settings, logger) => {
  const app = await createService({ name: 'closing', settings, logger })
  app.get('/slow', async () => {
    writeSync(1, 'started\n')
    while (app.server.listening) await sleep(10)
    await sleep(100)
    writeSync(1, 'done\n')
    return {}
  })
  app.addHook('onListen', async () => void writeSync(1, `${JSON.stringify(app.server.address())}\n`))
  app.addHook('onClose', async () => void writeSync(1, 'store closed\n'))
  return app
})
