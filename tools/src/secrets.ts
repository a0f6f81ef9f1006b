// `npm run secrets`: passwords of your own for Redis, in place of the public ones for development.

import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fail } from './fail.ts'
import { ROOT } from './service-process.ts'

const USAGE = 'npm run secrets [-- [FOLDER] [--force]]'
const DEVELOPMENT = join(ROOT, 'docker/redis/development')

const { folder, force } = readArguments()
const files = makeSecrets()
const existing = [...files.keys()].filter((name) => existsSync(join(folder, name)))
if (existing.length > 0 && !force) {
  fail(
    `${folder} already holds ${existing.join(', ')}. Nothing was changed; --force replaces the passwords by new ones.`,
  )
}
try {
  // The folder keeps other users of this machine out. The files themselves are mounted into containers, whose
  // users (65532 and 999) are none of this machine's: they must be readable for all, whatever the umask says.
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [name, content] of files) {
    writeFileSync(join(folder, name), content)
    chmodSync(join(folder, name), 0o644)
  }
} catch (error) {
  fail(
    `${folder} cannot be written (${(error as NodeJS.ErrnoException).code}). Give a folder that you may write.`,
  )
}
console.log(`Wrote ${[...files.keys()].join(', ')} to ${folder}. Use them with

  SECRETS=${shown(folder)} docker compose up --force-recreate

A running system goes on with the old passwords until it is started again like this.`)

/** The development files with another password for each user: what a user may do is written there alone. */
function makeSecrets(): Map<string, string> {
  const made = new Map<string, string>()
  const rules = readFileSync(join(DEVELOPMENT, 'users.acl'), 'utf8')
  const ownRules = rules.replaceAll(/^(user (\S+) .*#)[0-9a-f]{64}/gm, (_, rule: string, user: string) => {
    const name = `${user}-store-url`
    const url = new URL(readFileSync(join(DEVELOPMENT, name), 'utf8').trim())
    url.password = randomBytes(32).toString('base64url')
    made.set(name, `${url.href}\n`)
    return rule + createHash('sha256').update(url.password).digest('hex')
  })
  return made.set('users.acl', ownRules)
}

/** As Compose wants it: without the dot it would be the name of a volume. */
function shown(path: string): string {
  const fromRoot = relative(ROOT, path)
  return fromRoot.startsWith('..') ? path : `./${fromRoot}`
}

function readArguments(): { folder: string; force: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { force: { type: 'boolean', default: false } },
    })
    if (positionals.length > 1) throw new Error('One folder at the most.')
    return { folder: resolve(ROOT, positionals[0] ?? 'docker/redis/own'), force: values.force }
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}
