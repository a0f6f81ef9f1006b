import { join } from 'node:path'
import { address, describeSystem, freePorts, PORTS_NEEDED, type SystemOptions } from '@slipway/tools'
import { answers, type Running, start } from './processes.ts'

/** The processes of the whole system as `npm start` runs them, each to be started here. */
export const describeProcesses = (options: SystemOptions) =>
  describeSystem(options).map((spec) => ({
    name: spec.name,
    app: spec.app,
    start: (log: string) =>
      start({
        name: spec.name,
        command: [process.execPath, join('apps', spec.app, 'src/main.ts')],
        env: {
          ...spec.env,
          INSTANCE: spec.name,
          HOST: '127.0.0.1',
          PORT: String(spec.port),
          DRAIN_DELAY_MS: '0',
        },
        log,
        ready: () => answers(`${address(spec)}/readyz`),
      }),
  }))

export interface System extends AsyncDisposable {
  url: string
  processes: (Running & { app: string })[]
}

/** The whole system, on free ports. */
export async function startSystem(options: Omit<SystemOptions, 'port'>): Promise<System> {
  const port = await freePorts(PORTS_NEEDED)
  const described = describeProcesses({ ...options, port })
  const processes = await Promise.all(
    described.map(async ({ name, app, start }) => ({
      ...(await start(join(options.data, `${name}.log`))),
      app,
    })),
  )
  return {
    url: `http://127.0.0.1:${port}`,
    processes,
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map((running) => running[Symbol.asyncDispose]()))
    },
  }
}
