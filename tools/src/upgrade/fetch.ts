import { outputOf } from '../rename/files.ts'
import type { Identity } from '../rename/identity.ts'
import { git, succeeds } from './git.ts'

/** The template's branches and tags, apart from those of the copy. */
const HEADS = 'refs/template/heads'
const TAGS = 'refs/template/tags'

/**
 * Fetches the template's branches and tags.
 * @throws Error where git cannot
 */
export function fetchTemplate(root: string, url: string): void {
  const refs = [`+refs/heads/*:${HEADS}/*`, `+refs/tags/*:${TAGS}/*`]
  try {
    outputOf(root, 'git', '-c', 'gc.auto=0', 'fetch', '--quiet', '--prune', '--no-tags', '--', url, ...refs)
  } catch (error) {
    const reason = (error as Error).message.split('\n').slice(1).join('\n')
    throw new Error(
      `${url} cannot be fetched. Check the address, the network and your rights. git says:\n${reason}`,
    )
  }
}

/** @throws Error that lists the tags, where there is none of that name. */
export function tagCommit(root: string, url: string, tag: string): string {
  const commit = commitOf(root, tag)
  if (commit) return commit
  const tags = git(root, 'for-each-ref', '--sort=version:refname', '--format=%(refname:lstrip=3)', TAGS)
  throw new Error(`${url} has no tag "${tag}". It has: ${tags.split('\n').join(', ') || 'none'}.`)
}

/**
 * The commit of the template that the copy was made of. A copy without the template's history, or with commits of its
 * own before the rename, was made of one that the template does not have: then it is the tag of its version.
 * @throws Error where there is neither
 */
export function findBase(root: string, { version, commit }: NonNullable<Identity['template']>): string {
  if (succeeds(root, 'cat-file', '-e', `${commit}^{commit}`)) {
    if (git(root, 'for-each-ref', '--contains', commit, 'refs/template')) return commit
  }
  const tagged = commitOf(root, version) ?? commitOf(root, `v${version}`)
  if (tagged) return tagged
  throw new Error(
    `The template has neither the commit ${commit} nor the tag v${version}, of which .template.json says that this copy was made. Is it the right address?`,
  )
}

const commitOf = (root: string, tag: string): string | undefined =>
  succeeds(root, 'rev-parse', '--verify', '--quiet', `${TAGS}/${tag}^{commit}`)
    ? git(root, 'rev-parse', `${TAGS}/${tag}^{commit}`)
    : undefined
