import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signatureOf } from '@slipway/harness'
import { SERVICES } from '@slipway/services'
import { identityOf, startIssuer, startRedis, startSystem, temporaryFolder } from '@slipway/testing'

const PASSWORD = 'canary-of-the-store'

/** A system with identity on and a password for its store, and each secret that it was given. */
export async function startSecretSystem() {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(temporaryFolder())
  const users = stack.use(await startIssuer())
  const callers = stack.use(await startIssuer('https://callers.example'))
  const redis = stack.use(await startRedis(['--requirepass', PASSWORD]))
  const storeUrl = join(folder.path, 'store-url')
  writeFileSync(storeUrl, redis.url.replace('redis://', `redis://:${PASSWORD}@`))
  const secrets: Record<string, string> = { 'the password of the store': PASSWORD }
  for (const { name, calls } of SERVICES)
    for (const callee of calls) {
      const token = await callers.sign(name, callee)
      secrets[`the token of ${name} for ${callee}`] = signatureOf(token)
      writeFileSync(join(folder.path, `${name}-${callee}`), token)
    }
  const token = async (name: string, claims = {}) => {
    const signed = await users.sign(name, 'slipway', { claims })
    secrets[`the token of ${name}`] = signatureOf(signed)
    return signed
  }
  const identity = identityOf(users, callers)
  const system = stack.use(
    await startSystem({ env: { LOG_LEVEL: 'trace' } }, (specs) => {
      for (const { app, env } of specs) {
        Object.assign(env, identity)
        env.CALLER_TOKEN_FILE = join(folder.path, `${app}-{service}`)
        if (env.STORE_URL) env.STORE_URL_FILE = storeUrl
      }
    }),
  )
  const owned = stack.move()
  return { system, redis, secrets, token, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
