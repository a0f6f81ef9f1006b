import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '@slipway/services'
import { parseDuration } from './duration.ts'
import { identityFolder } from './settings.ts'
import { ROLES, type Role } from './tokens.ts'

const LONGEST = '90d'
const USAGE =
  'npm run --silent token -- --subject NAME [--role customer|operator] [--ttl 1h] [--secrets FOLDER]'
export const HELP = `Usage: ${USAGE}

Prints a token for a user; clients send it as "Authorization: Bearer TOKEN".

  --subject   whose token it is; what that user makes belongs to that name
  --role      customer (the default), or operator: changes what everybody reads, sees what belongs to others
  --ttl       how long it is valid: 30s, 15m, 1h (the default), at most ${LONGEST}
  --secrets   the folder that npm run secrets has written, for the system that runs with it (docker/redis/own);
              without it, for npm start -- --auth

The key is in the folder identity of DATA (.data), where it is made on first use, or in that of the secrets.
`

/** Whose token, for how many seconds, and the folder of the key that signs it. */
export interface TokenArguments {
  subject: string
  role: Role
  ttl: number
  folder: string
}

/** Reads the command line of `npm run token`; undefined where it asks for help. @throws Error that says what to give instead */
export function readTokenArguments(args: string[], data: string): TokenArguments | undefined {
  const { subject, role, ttl, secrets, help } = parsed(args)
  if (help) return undefined
  if (!subject) throw new Error(`--subject is missing: whose token is it?\nUsage: ${USAGE}`)
  if (!/^[\x21-\x7e]{1,255}$/.test(subject))
    throw new Error(`--subject is "${subject}". Give 1 to 255 visible ASCII characters, without spaces.`)
  if (subject === 'local')
    throw new Error('--subject is "local", which is everybody while identity is off. Give another name.')
  if (!isRole(role)) throw new Error(`--role is "${role}". Give one of: ${ROLES.join(', ')}.`)
  const seconds = parseDuration(ttl)
  if (seconds === undefined || seconds > parseDuration(LONGEST)!)
    throw new Error(`--ttl is "${ttl}". Give a duration such as 30s, 15m, 1h or 7d, at most ${LONGEST}.`)
  const folder = identityFolder(resolve(ROOT, secrets ?? data))
  if (secrets !== undefined && !existsSync(folder))
    throw new Error(`${resolve(ROOT, secrets)} has no keys. Make them: npm run secrets -- ${secrets}`)
  return { subject, role, ttl: seconds, folder }
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        subject: { type: 'string' },
        role: { type: 'string', default: 'customer' },
        ttl: { type: 'string', default: '1h' },
        secrets: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new Error(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}
