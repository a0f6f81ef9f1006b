import { settingName } from '@slipway/contracts'
import { PUBLIC_SERVICES, SERVICES } from '@slipway/services'
import { serviceCommand } from '@slipway/tools'
import type { Gateway } from './gateway.ts'

const app = SERVICES.find(({ published }) => published)!.name

/** This repository's gateway, as `npm start` runs it, with settings of its own. */
export const ours = (
  name: string,
  settings: Record<string, string>,
  headers?: Record<string, string>,
): Gateway => ({
  name,
  headers,
  version: () => `Node ${process.versions.node}`,
  install: '',
  command: () => serviceCommand(app).command,
  env: ({ port, upstreams }) => ({
    ...serviceCommand(app).env,
    PORT: String(port),
    HOST: '127.0.0.1',
    INSTANCE: `${app}-1`,
    RATE_LIMIT_PER_ADDRESS: '1000000000', // counted, and not reached: all load is from one address
    RATE_LIMIT_PER_SUBJECT: '1000000000',
    ...forEachService('URL', upstreams.map((upstream) => `http://${upstream}`).join(',')),
    ...settings,
  }),
})

/** A setting about each service that the gateway routes to, such as `ORDERS_URL`. */
export const forEachService = (setting: string, value: string): Record<string, string> =>
  Object.fromEntries(PUBLIC_SERVICES.map(({ name }) => [settingName(name, setting), value]))
