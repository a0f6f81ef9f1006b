// `npm run secrets`: passwords of your own for Redis, in place of the public ones for development, and for identity the
// keys that sign tokens, with the tokens by which the services know each other.

import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '@slipway/services'
import { fail } from './fail.ts'
import { USERS } from './identity/issuers.ts'
import { signingKey } from './identity/keys.ts'
import { identityFolder } from './identity/settings.ts'
import { writeCallerTokens } from './identity/token-files.ts'

const USAGE = 'npm run secrets [-- [FOLDER] [--tokens | --force]]'
const DEVELOPMENT = join(ROOT, 'docker/redis/development')
/** How long the tokens of the services are valid, in days: nothing renews them in a running system. */
const DAYS = 90

const { folder, tokens, force } = readArguments()
const identity = identityFolder(folder)
const files = tokens ? new Map<string, string>() : makeSecrets()
const names = [...files.keys(), ...(tokens ? [] : ['identity'])]
const existing = names.filter((name) => existsSync(join(folder, name)))
if (existing.length > 0 && !force) {
  fail(
    `${folder} already holds ${existing.join(', ')}. Nothing was changed; --tokens renews the tokens of the services, --force replaces all passwords and keys by new ones.`,
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
  if (force) rmSync(identity, { recursive: true, force: true })
  await signingKey(identity, USERS)
  await writeCallerTokens(identity, DAYS * 86_400, 0o644)
} catch (error) {
  fail(
    `${folder} cannot be written (${(error as NodeJS.ErrnoException).code}). Give a folder that you may write.`,
  )
}
const written = [...files.keys(), 'identity'].join(', ')
console.log(`Wrote ${written} to ${folder}. Use them with

  SECRETS=${shown(folder)} docker compose up --force-recreate

A running system goes on with the old ones until it is started again like this. The tokens with which the services call
each other, which docker/compose.auth.yaml and docker/stack.yaml use, are valid for ${DAYS} days:
npm run secrets -- --tokens signs new ones.`)

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

function readArguments(): { folder: string; tokens: boolean; force: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { tokens: { type: 'boolean', default: false }, force: { type: 'boolean', default: false } },
    })
    if (positionals.length > 1) throw new Error('One folder at the most.')
    if (values.tokens && values.force) throw new Error('Either --tokens or --force.')
    return { folder: resolve(ROOT, positionals[0] ?? 'docker/redis/own'), ...values }
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}
