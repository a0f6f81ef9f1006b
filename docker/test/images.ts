import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { APPS, copySources, ROOT } from '@slipway/tools'
import { docker } from './engine.ts'

const execute = promisify(execFile)

/** The folders of the libs that an app stands on, also through other libs, as package.json says. */
export function libsOf(folder: string): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
  const direct = Object.keys(dependencies)
    .filter((name) => name.startsWith('@slipway/'))
    .map((name) => name.replace('@slipway/', 'libs/'))
  return [...new Set(direct.flatMap((lib) => [lib, ...libsOf(lib)]))].sort()
}

/** `npm run images`, with what it printed and how it ended. */
export async function runImages(args: string[], env: Record<string, string> = {}, root = ROOT) {
  const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 }
  return execute(process.execPath, [join(root, 'tools/src/images.ts'), ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({
      code: code as number,
      stdout: stdout as string,
      stderr: stderr as string,
    }),
  )
}

/** Removes the images of a registry that only this test names. */
export async function removeImages(registry: string): Promise<void> {
  const format = '{{.Repository}}:{{.Tag}}'
  const images = await docker(['image', 'ls', '--filter', `reference=${registry}/*`, '--format', format])
  if (images) await docker(['image', 'rm', '--force', ...images.split('\n')])
}

/** A copy of the checkout that a test may change. */
export async function copyOfSources() {
  const path = mkdtempSync(join(tmpdir(), 'slipway-test-'))
  await copySources(path)
  return { path, [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true }) }
}

/** Builds a release of a folder, of one commit on one day, keeps nothing, and answers with the digests. */
export async function releaseDigests(folder: string, ...args: string[]): Promise<Record<string, string>> {
  const metadata = join(folder, '.metadata.json')
  const own = await docker(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'])
  await execute(
    'docker',
    [
      ...['buildx', 'bake', '--file', 'docker/bake.hcl', `--metadata-file=${metadata}`, '--provenance=false'],
      ...[`--set=*.platform=${own}`, ...args],
      '--set=*.output=type=image,push=false,store=false,unpack=false,rewrite-timestamp=true',
    ],
    {
      cwd: folder,
      env: { ...process.env, VERSION: '1.2.3', REVISION: 'c0ffee', SOURCE_DATE_EPOCH: '1700000000' },
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  const built = JSON.parse(readFileSync(metadata, 'utf8')) as Record<string, Record<string, string>>
  return Object.fromEntries(APPS.map((app) => [app, built[app]!['containerimage.digest']!]))
}
