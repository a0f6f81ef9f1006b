import type { Identity } from '../rename/identity.ts'
import { fetchTemplate, findBase, tagCommit } from './fetch.ts'
import { succeeds } from './git.ts'
import { mergeVersion } from './merge.ts'
import { commitPristine, currentPristine, joinPristine } from './pristine-branch.ts'

/**
 * Takes a version of the template into a renamed copy.
 * @param url where the template is
 * @throws Error with what to do, also for conflicts
 */
export function upgrade(
  root: string,
  url: string,
  tag: string,
  { template, ...answers }: Required<Identity>,
): void {
  fetchTemplate(root, url)
  const target = { version: tag.replace(/^v/, ''), commit: tagCommit(root, url, tag) }
  const base = findBase(root, template)
  if (succeeds(root, 'merge-base', '--is-ancestor', target.commit, base)) {
    console.log(`This copy has ${tag} already, or a later version: ${template.version}.`)
    return
  }
  const from = currentPristine(root) ?? commitPristine(root, base, { ...answers, template })
  commitPristine(root, target.commit, { ...answers, template: target }, from)
  joinPristine(root, from)
  mergeVersion(root, tag)
}
