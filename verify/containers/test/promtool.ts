import { docker } from '@slipway/harness/docker'
import { dockerAvailable, runCommand } from '@slipway/testing'

const IMAGE = 'prom/prometheus:v3'
const hasImage = dockerAvailable && (await docker(['image', 'ls', '--quiet', IMAGE])) !== ''
const onPath = (await runCommand('promtool', ['--version']).catch(() => undefined))?.code === 0

export const promtoolSkipped =
  hasImage || onPath ? '' : ` (skipped: no Docker Engine has ${IMAGE}, and no promtool is on the PATH)`

/** Runs promtool in a folder; in the container that Compose starts, if its image is there. */
export function promtool(folder: string, ...args: string[]) {
  const mount = ['--volume', `${folder}:/rules:ro`, '--workdir', '/rules', '--entrypoint', 'promtool']
  return hasImage
    ? runCommand('docker', ['run', '--rm', ...mount, IMAGE, ...args])
    : runCommand('promtool', args, { cwd: folder })
}
