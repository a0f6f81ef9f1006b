import { join } from 'node:path'
import { SERVICES } from '@slipway/services'
import { privateFolder, replaceFile } from './files.ts'
import { callerToken, type Role, userToken } from './tokens.ts'

/** Where the token is with which one service calls another, in the folder of the keys. */
export const callerTokenFile = (folder: string, caller: string, callee: string): string =>
  join(folder, 'callers', caller, callee)

/** The tokens of the users that the live page offers, in the folder of the keys. */
export const demoTokensFile = (folder: string): string => join(folder, 'demo-tokens.json')

const DEMO_USERS: { name: string; role: Role }[] = [
  { name: 'ada', role: 'customer' },
  { name: 'bob', role: 'customer' },
  { name: 'olga', role: 'operator' },
]

/** Signs a token for each call of one service to another; where some were before, they are replaced. */
export async function writeCallerTokens(folder: string, ttl: number, mode: number): Promise<void> {
  for (const { name: caller, calls } of SERVICES)
    for (const callee of calls) {
      const file = callerTokenFile(folder, caller, callee)
      privateFolder(join(file, '..'))
      replaceFile(file, await callerToken(folder, caller, callee, ttl), mode)
    }
}

export async function writeDemoTokens(folder: string, ttl: number): Promise<void> {
  const users = DEMO_USERS.map(async ({ name, role }) => ({
    name,
    role,
    token: await userToken(folder, name, role, ttl),
  }))
  replaceFile(demoTokensFile(folder), `${JSON.stringify(await Promise.all(users), null, 2)}\n`, 0o600)
}
