import { join } from 'node:path'
import { outputOf } from '@slipway/testing'

/** The counts of wrk. */
export interface Load {
  requests: number
  /** In µs. */
  duration: number
  /** Failed connections, responses that took more than 2 s, statuses from 400 on. */
  errors: number
}

/** Requests one URL over a fixed number of connections, each without a pause. */
export async function wrk(
  url: string,
  options: { connections: number; seconds: number; headers?: Record<string, string> },
): Promise<Load> {
  const output = await outputOf('wrk', [
    '--threads=1',
    `--connections=${options.connections}`,
    `--duration=${options.seconds}s`,
    ...Object.entries(options.headers ?? {}).map(([name, value]) => `--header=${name}: ${value}`),
    `--script=${join(import.meta.dirname, 'report.lua')}`,
    url,
  ])
  return JSON.parse(output.split('\n').at(-1)!)
}
