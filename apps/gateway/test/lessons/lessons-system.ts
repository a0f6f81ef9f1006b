import { createService, readSettings } from '@slipway/service-kit'
import { silentLogger, stoppedInstance } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { gatewaySettings } from '../../src/config.ts'
import { send } from '../send.ts'
import { SERVICES, startGateway } from '../start-gateway.ts'

/**
 * An instance of items with LESSONS=on, and maybe one at another address, behind a gateway that has it too; there is
 * none of notes.
 */
export async function startLessons(
  settings: Partial<Parameters<typeof startGateway>[0]> = {},
  another?: string,
) {
  const LESSONS_PORT = await freePorts(1)
  const lessons = { LESSONS: 'on' as const, LESSONS_PORT }
  const urls = { ITEMS_URL: stoppedInstance(), NOTES_URL: 'http://notes.invalid' }
  const defaults = readSettings(gatewaySettings(SERVICES), urls)
  const items = await createService({
    name: 'items',
    settings: { ...defaults, ...lessons, INSTANCE: 'items-1' },
    logger: silentLogger,
  })
  items.get('/api/items', async () => [])
  const itemsUrl = await items.listen({ host: '127.0.0.1', port: 0 })
  // The gateway's own server for lessons has the same port, and so another address of this machine.
  const gateway = await startGateway({
    ...urls,
    ITEMS_URL: [itemsUrl, ...(another ? [another] : [])].join(','),
    ...lessons,
    HOST: '::1',
    ...settings,
  })
  const put = (path: string, body: unknown, headers = {}) =>
    send(gateway.url, path, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  return {
    url: gateway.url,
    /** What the instance says at its lessons port. */
    lessonsOfItems: async () => JSON.parse((await send(`http://127.0.0.1:${LESSONS_PORT}`, '/')).body),
    put,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await items.close()
    },
  }
}
