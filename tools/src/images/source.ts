import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { fail } from '../fail.ts'
import { run } from '../run.ts'

/** Names and dates the images: as the environment says, else as git does. */
export async function readSource() {
  const { VERSION, REVISION, SOURCE_DATE_EPOCH, SOURCE_URL } = process.env
  const commit = await git('rev-parse', 'HEAD')
  if (!commit && !(VERSION && REVISION && SOURCE_DATE_EPOCH)) {
    fail(
      'This is no git checkout, or git is not installed: no commit names the images. Set VERSION, REVISION and SOURCE_DATE_EPOCH.',
    )
  }
  const dirty = (await git('status', '--porcelain')) ? '-dirty' : ''
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  return {
    VERSION: VERSION || `${version}${dirty}`,
    REVISION: REVISION || `${commit}${dirty}`,
    SOURCE_DATE_EPOCH: SOURCE_DATE_EPOCH || (await git('log', '-1', '--format=%ct')),
    SOURCE_URL: SOURCE_URL || webAddress(await git('remote', 'get-url', 'origin')),
  }
}

/** `git@host:owner/name.git` and `https://user:token@host/owner/name` as https://host/owner/name. */
export function webAddress(remote: string): string {
  const [, host, path] = /^\w+@([\w.-]+):(.+)$/.exec(remote) ?? []
  const url = URL.parse(host ? `https://${host}/${path}` : remote)
  return url?.hostname ? `https://${url.hostname}${url.pathname.replace(/\.git$/, '')}` : ''
}

/** Copies what git has or would take, changed files as they are, so that a build elsewhere can be tried. */
export async function copySources(target: string): Promise<void> {
  const files = await git('ls-files', '--cached', '--others', '--exclude-standard')
  for (const file of files.split('\n').filter((name) => existsSync(join(ROOT, name)))) {
    cpSync(join(ROOT, file), join(target, file))
  }
}

const git = (...args: string[]) => run('git', args).catch(() => '')
