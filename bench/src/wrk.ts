import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What wrk counted; times in µs. */
export interface Load {
  requests: number
  duration: number
  /** Connections that failed, answers that did not come in 2 s, statuses from 400 on. */
  errors: number
  p50: number
  p99: number
  p999: number
}

/** Asks for one URL over a fixed number of connections, each again as soon as it is answered. */
export async function wrk(url: string, options: { connections: number; seconds: number }): Promise<Load> {
  const { stdout } = await promisify(execFile)('wrk', [
    '--threads=1',
    `--connections=${options.connections}`,
    `--duration=${options.seconds}s`,
    `--script=${join(import.meta.dirname, 'report.lua')}`,
    url,
  ])
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}
