import { SERVICES } from '@slipway/services'
import { expect, test } from 'vitest'
import { formatExamples, formatIdentity } from '../../src/start-output.ts'
import { systemProcesses } from '../../src/system.ts'

const processes = (identity?: string) =>
  systemProcesses({ port: 8080, data: '/data', ...(identity && { identity }) })
const named = (setting: RegExp, env: Record<string, string>) =>
  Object.keys(env).filter((name) => setting.test(name))

test('without --auth every process is told that identity is off, and nothing else about it', () => {
  for (const { env } of processes()) {
    expect(env.AUTH).toBe('off')
    expect(named(/^(TOKEN|CALLER|DEMO)_/, env)).toEqual([])
  }
})

test('with --auth every process knows both issuers and their public keys', () => {
  for (const { env } of processes('/keys'))
    expect(env).toMatchObject({
      AUTH: 'on',
      TOKEN_ISSUER: 'https://slipway.example/users',
      TOKEN_AUDIENCE: 'slipway',
      TOKEN_KEYS: '/keys/users.jwks.json',
      CALLER_ISSUER: 'https://slipway.example/callers',
      CALLER_KEYS: '/keys/callers.jwks.json',
    })
})

test('who calls others has the tokens of that caller, and only what is published has those of the page', () => {
  for (const { app, env } of processes('/keys')) {
    const { calls, published } = SERVICES.find(({ name }) => name === app)!
    expect(env.CALLER_TOKEN_FILE).toBe(calls.length > 0 ? `/keys/callers/${app}/{service}` : undefined)
    expect(env.DEMO_TOKENS_FILE).toBe(published ? '/keys/demo-tokens.json' : undefined)
  }
})

test('npm start says whether identity is on, and its examples carry a token then', () => {
  expect(formatIdentity(false)).toMatch(/^Identity is off: .*npm start -- --auth$/)
  expect(formatIdentity(true)).toMatch(/^Identity is on: .*npm run token/)
  const examples = formatExamples('http://127.0.0.1:8080', true).match(/curl .*/g)!
  expect(examples.length).toBeGreaterThan(0)
  for (const example of examples) expect(example).toContain('-H "Authorization: Bearer $TOKEN"')
  expect(formatExamples('http://127.0.0.1:8080')).not.toContain('TOKEN')
})
