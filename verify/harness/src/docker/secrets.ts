import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, SERVICES } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { demoTokensFile, identityFolder, userToken, writeDemoTokens } from '@slipway/tools'
import { signatureOf } from '../leaks.ts'
import { STORED } from '../roles.ts'

const TOKEN_TTL = 6 * 3_600 // seconds

/** What `npm run secrets` makes, in a folder of the test's own, with tokens for its users. */
export interface OwnSecrets extends Disposable {
  /** For the setting SECRETS. */
  path: string
  operatorToken: string
  /** A file with tokens for two customers and an operator, for ACCEPTANCE_TOKENS. */
  userTokens: string
}

export async function makeSecrets(): Promise<OwnSecrets> {
  const folder = temporaryFolder()
  const args = ['tools/src/secrets.ts', folder.path]
  const { code, stderr } = await runCommand(process.execPath, args, { cwd: ROOT })
  if (code !== 0) throw new Error(stderr)
  const keys = identityFolder(folder.path)
  await writeDemoTokens(keys, TOKEN_TTL)
  return {
    path: folder.path,
    operatorToken: await userToken(keys, 'operator', 'operator', TOKEN_TTL),
    userTokens: demoTokensFile(keys),
    [Symbol.dispose]: folder[Symbol.dispose],
  }
}

/** Each secret in that folder, by its name: the part of it that nobody can guess. */
export function secretsIn(folder: string): Record<string, string> {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const passwords = STORED.map((name) => [
    `the password of ${name}`,
    new URL(read(`${name}-store-url`)).password,
  ])
  const keys = ['users', 'callers'].map((issuer) => [
    `the private key of ${issuer}`,
    JSON.parse(read(`identity/${issuer}.key.json`)).d,
  ])
  const callers = SERVICES.flatMap(({ name, calls }) =>
    calls.map((callee) => [
      `the token of ${name} for ${callee}`,
      signatureOf(read(`identity/callers/${name}/${callee}`)),
    ]),
  )
  return Object.fromEntries([...passwords, ...keys, ...callers])
}
