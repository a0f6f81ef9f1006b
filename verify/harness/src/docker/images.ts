import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS, ROOT } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { docker, enginePlatform } from './engine.ts'

/** `npm run images` in a folder, run to its end. */
export const runImages = (args: string[], env: Record<string, string> = {}, root = ROOT) =>
  runCommand(process.execPath, ['tools/src/images.ts', ...args], { cwd: root, env })

/** Removes the images of a registry that only this test names. */
export async function removeImages(registry: string): Promise<void> {
  const format = '{{.Repository}}:{{.Tag}}'
  const images = await docker(['image', 'ls', '--filter', `reference=${registry}/*`, '--format', format])
  if (images) await docker(['image', 'rm', '--force', ...images.split('\n')])
}

/** Builds a release of the sources in a folder, of one commit on one day, keeps no image, and returns the digests by app. */
export async function releaseDigests(folder: string, ...args: string[]): Promise<Record<string, string>> {
  const metadata = join(folder, '.metadata.json')
  const release = { VERSION: '1.2.3', REVISION: 'c0ffee', SOURCE_DATE_EPOCH: '1700000000' }
  const bake = ['buildx', 'bake', '--file', 'docker/bake.hcl', '--provenance=false']
  const output = [
    `--metadata-file=${metadata}`,
    '--set=*.output=type=image,push=false,store=false,unpack=false,rewrite-timestamp=true',
  ]
  const platform = `--set=*.platform=${await enginePlatform()}`
  await docker([...bake, platform, ...output, ...args], { APPS: APPS.join(','), ...release }, folder)
  const built = JSON.parse(readFileSync(metadata, 'utf8')) as Record<string, Record<string, string>>
  return Object.fromEntries(APPS.map((app) => [app, built[app]!['containerimage.digest']!]))
}
