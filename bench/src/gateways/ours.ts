import type { Gateway } from './gateway.ts'

/** This repository's gateway, as `npm start` runs it, with settings of its own. */
export const ours = (name: string, settings: Record<string, string>): Gateway => ({
  name,
  version: () => `Node ${process.versions.node}`,
  install: '',
  command: () => [process.execPath, 'apps/gateway/src/main.ts'],
  env: ({ port, upstreams }) => ({
    PORT: String(port),
    HOST: '127.0.0.1',
    INSTANCE: 'gateway-1',
    CATALOG_URL: upstreams.map((upstream) => `http://${upstream}`).join(','),
    ORDERS_URL: `http://${upstreams[0]}`,
    DRAIN_DELAY_MS: '0',
    ...settings,
  }),
})
