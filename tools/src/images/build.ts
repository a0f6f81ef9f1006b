import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { APPS, ROOT } from '@slipway/services'

/** Calls `docker buildx bake`, which shows its progress; false where it failed. */
export async function bake(args: string[], env: Record<string, string>, cwd = ROOT): Promise<boolean> {
  const child = spawn('docker', ['buildx', 'bake', '--file', 'docker/bake.hcl', ...args], {
    cwd,
    env: { ...process.env, APPS: APPS.join(','), ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const stop = () => child.kill('SIGTERM')
  process.once('SIGTERM', stop)
  const [code] = await once(child, 'exit')
  process.off('SIGTERM', stop)
  return code === 0
}
