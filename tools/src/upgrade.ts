// `npm run upgrade`: brings a version of the template into a renamed copy. git does the merge, against a branch that has
// each version of the template, renamed with the copy's own answers and otherwise untouched. docs/template.md explains it.

import { parseArgs } from 'node:util'
import { ROOT } from '@slipway/services'
import { fail } from './fail.ts'
import { requireCleanTree } from './rename/clean-tree.ts'
import { type Identity, readIdentity } from './rename/identity.ts'
import { git } from './upgrade/git.ts'
import { BRANCH } from './upgrade/pristine-branch.ts'
import { upgrade } from './upgrade/upgrade.ts'

const USAGE = 'npm run upgrade -- GIT_URL TAG'
const HELP = `Usage: ${USAGE}

  GIT_URL   where the template is: any address or path that git fetch takes
  TAG       the version to upgrade to, such as v0.2.0

It fetches that version, renames it as this copy is named (.template.json), commits it to the branch "template", and
merges that branch. Conflicts are git's.
`

const [url, tag] = readArguments()
requireCleanTree(ROOT)
const identity = readIdentity(ROOT)
if (git(ROOT, 'branch', '--show-current') === BRANCH)
  fail(`The branch ${BRANCH} is for the template alone. Switch to your own one: git switch main`)
if (!identity.template)
  fail('.template.json does not say which version of the template this is: npm run rename writes it.')
try {
  upgrade(ROOT, url, tag, identity as Required<Identity>)
} catch (error) {
  fail((error as Error).message)
}

function readArguments(): [url: string, tag: string] {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean' } },
    })
    if (values.help) {
      process.stdout.write(HELP)
      process.exit(0)
    }
    const [url, tag, ...more] = positionals
    if (!url || !tag || more.length > 0) throw new Error('Give the address of the template, and a tag.')
    return [url, tag]
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}
