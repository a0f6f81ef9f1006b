import { join } from 'node:path'
import type { Gateway } from './gateway.ts'

export const FLOOR = 'the floor: node:http in, undici out'

/** The same Node and the same HTTP client as ours, and nothing else. */
export const floor: Gateway = {
  name: FLOOR,
  version: () => `Node ${process.versions.node}`,
  install: '',
  command: ({ port, upstreams }) => [
    process.execPath,
    join(import.meta.dirname, '../floor.ts'),
    String(port),
    ...upstreams.map((upstream) => `http://${upstream}`),
  ],
}
