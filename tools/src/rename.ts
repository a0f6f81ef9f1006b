// `npm run rename`: makes this checkout a system with a name of its own. docs/template.md says what it changes.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '@slipway/services'
import { fail } from './fail.ts'
import { apply } from './rename/apply.ts'
import { objectionsOfFiles, objectionsOfForm } from './rename/check.ts'
import { requireCleanTree } from './rename/clean-tree.ts'
import { KEPT, outputOf } from './rename/files.ts'
import { type Identity, readIdentity, spellings } from './rename/identity.ts'
import { remaining } from './rename/remaining.ts'

const USAGE = 'npm run rename -- NAME [--title TITLE] [--domain DOMAIN] [--owner OWNER]'
const HELP = `Usage: ${USAGE}

For example: npm run rename -- acme-shop --title "Acme Shop" --domain example.com --owner "Acme Ltd"

  NAME      lower case, with dashes: package scope, images, namespace, Compose project, and with _ for the dashes the
            prefix of metrics and environment variables
  --title   as people write it (the name, with capitals)
  --domain  of problem types, token issuers and the host name (NAME.example)
  --owner   whom a new copyright line in LICENSE names (The TITLE authors); no line is removed

It changes files, and commits nothing.
`

const authors = (title: string) => `The ${title} authors`

const from = readIdentity(ROOT)
const to = readArguments()
failFor(objectionsOfForm(to))
requireCleanTree(ROOT)
failFor(objectionsOfFiles(ROOT, from, to))
console.log(`Renaming ${from.title} to ${to.title} …`)
try {
  apply(ROOT, to)
} catch (error) {
  fail(
    `${(error as Error).message}\n\nThe rename is half done. Undo it: git reset --hard && git clean -d --force`,
  )
}
// The packages of the workspace have other names: their links in node_modules are made again.
const install = spawnSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: ROOT, stdio: 'inherit' })
if (install.status !== 0) fail('npm install failed: see above. The files are renamed; run npm install again.')

const left = remaining(ROOT, from)
console.log(`\nWhat remains of ${from.name}, which is meant to in ${KEPT.join(' and ')}:`)
console.log(left.length > 0 ? left.map((line) => `  ${line}`).join('\n') : '  nothing')
// start-clean removes from here
console.log(`
The measurements of the template were removed from docs/performance. docs/page.png and docs/page-orders.png show the
live page under its old title.`)
// to here
console.log(`
Look at the changes (git diff), then:

  npm test
  git add --all && git commit --message "Rename to ${to.title}"

To undo all of it before that: git reset --hard && git clean -d --force && npm ci`)

function failFor(objections: string[]): void {
  if (objections.length > 0) fail(`${objections.join('\n')}\nNothing was changed.`)
}

function readArguments(): Identity {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        title: { type: 'string' },
        domain: { type: 'string' },
        owner: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) {
      process.stdout.write(HELP)
      process.exit(0)
    }
    const [name, ...more] = positionals
    if (!name || more.length > 0) throw new Error('Give one name.')
    const title = values.title ?? spellings(name).title
    const kept = from.owner === authors(from.title) ? undefined : from.owner
    const owner = values.owner ?? kept ?? authors(title)
    return {
      name,
      title,
      domain: values.domain ?? `${name}.example`,
      owner,
      year: owner === from.owner ? from.year : new Date().getFullYear(),
      template: from.template ?? thisVersion(),
    }
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}

/** What an upgrade starts from. */
function thisVersion() {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  return { version, commit: outputOf(ROOT, 'git', 'rev-parse', 'HEAD').trim() }
}
