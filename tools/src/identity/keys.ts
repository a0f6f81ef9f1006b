import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import { createFile, privateFolder, replaceFile } from './files.ts'
import { type Issuer, keySetFile } from './issuers.ts'

export const ALGORITHM = 'ES256'

/** The private key of an issuer, as a JWK; it is made on first use, and the public one is written beside it. */
export async function signingKey(folder: string, issuer: Issuer): Promise<JWK> {
  const file = join(privateFolder(folder), `${issuer.name}.key.json`)
  if (!existsSync(file)) createFile(file, JSON.stringify(await newKey()), 0o600)
  const key = JSON.parse(readFileSync(file, 'utf8')) as JWK
  publish(join(folder, keySetFile(issuer)), key)
  return key
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: ALGORITHM, use: 'sig' }
}

/** Writes the set of public keys (JWKS), for all to read: containers run as users that this machine does not know. */
function publish(file: string, { d: _private, ...key }: JWK): void {
  const keySet = `${JSON.stringify({ keys: [key] }, null, 2)}\n`
  if (!existsSync(file) || readFileSync(file, 'utf8') !== keySet) replaceFile(file, keySet, 0o644)
}
