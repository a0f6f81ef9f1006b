import { expectReplicas, leaks } from '@slipway/harness'
import {
  type ComposeProject,
  composeUp,
  makeSecrets,
  type OwnSecrets,
  secretsIn,
  sendTokens,
  skipped,
} from '@slipway/harness/docker'
import { PUBLIC_SERVICES, ROOT, SERVICES } from '@slipway/services'
import { dockerAvailable, runCommand } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { visibleOf } from './visible.ts'

describe.skipIf(!dockerAvailable)(`Compose with docker/compose.auth.yaml${skipped}`, () => {
  let secrets: OwnSecrets
  let system: ComposeProject
  beforeAll(async () => {
    secrets = await makeSecrets()
    system = await composeUp({
      files: ['compose.yaml', 'docker/compose.auth.yaml'],
      env: { SECRETS: secrets.path },
    })
  })
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]()
    secrets?.[Symbol.dispose]()
  })

  test.each(SERVICES)(
    '$name can read the public keys, and a token for each that it calls',
    async (service) => {
      const script = `const { readFileSync } = require('fs')
      const { AUTH, TOKEN_KEYS, CALLER_KEYS, CALLER_TOKEN_FILE } = process.env
      const claims = (callee) => readFileSync(CALLER_TOKEN_FILE.replace('{service}', callee), 'utf8').split('.')[1]
      console.log(JSON.stringify({
        AUTH,
        keys: [TOKEN_KEYS, CALLER_KEYS].map((file) => JSON.parse(readFileSync(file, 'utf8')).keys.length),
        claims: ${JSON.stringify(service.calls)}.map((callee) => JSON.parse(Buffer.from(claims(callee), 'base64url'))),
      }))`
      const seen = await system.compose('exec', '-T', service.name, '/nodejs/bin/node', '-e', script)
      expect(JSON.parse(seen)).toMatchObject({
        AUTH: 'on',
        keys: [1, 1],
        claims: service.calls.map((callee) => ({ sub: service.name, aud: callee })),
      })
    },
  )

  test('a request without a token is rejected, and with that of an operator it is processed', async () => {
    for (const { path } of PUBLIC_SERVICES) {
      expect((await fetch(system.url + path)).status, path).toBe(401)
      const headers = { authorization: `Bearer ${secrets.operatorToken}` }
      expect((await fetch(system.url + path, { headers })).status, path).toBe(200)
    }
  })

  test('no password, key or token is in a log, an image, an argument or an environment', async () => {
    const { sent, statuses } = await sendTokens(system.url, secrets)
    const visible = await visibleOf(system)
    expect(leaks({ ...secretsIn(secrets.path), ...sent }, visible)).toEqual([])
    // Otherwise there was nothing to find.
    expect(statuses).toEqual({ operator: 201, ended: 401, forged: 401 })
    for (const [place, text] of Object.entries(visible)) expect(text, place).not.toBe('')
    expect(visible['docker inspect']).toContain('CALLER_TOKEN_FILE=/run/secrets/{service}-token')
    expect(visible['the logs']).toContain('"reason":"ERR_JWT_EXPIRED"')
  })

  test('the acceptance suite passes with the tokens of its users', async () => {
    const args = ['tools/src/acceptance.ts', system.url, ...expectReplicas()]
    const env = { ACCEPTANCE_TOKENS: secrets.userTokens }
    const { code, stdout, stderr } = await runCommand(process.execPath, args, { cwd: ROOT, env })
    expect(code, stdout + stderr).toBe(0)
  })
})
