import { readFileSync } from 'node:fs'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    baseUrl: string
    /** How many instances of each service must serve requests; empty where it is not specified. */
    expected: Record<string, number>
    /** Of ada, bob and an operator; none where requests need no tokens. */
    tokens: Record<string, string>
  }
}

/**
 * The system under test: the one at ACCEPTANCE_URL, of which nothing else is known, or one on plain Node that is
 * started for the suite.
 */
export default async function target(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env.ACCEPTANCE_URL) {
    project.provide('baseUrl', process.env.ACCEPTANCE_URL)
    project.provide('expected', JSON.parse(process.env.ACCEPTANCE_EXPECT ?? '{}'))
    const file = process.env.ACCEPTANCE_TOKENS
    project.provide('tokens', file ? readTokens(file) : {})
    return
  }
  // Imported only here: the image of the suite contains neither of them.
  const { PUBLIC_SERVICES } = await import('@slipway/services')
  const { startSystem } = await import('@slipway/testing')
  const system = await startSystem({ identity: true })
  project.provide('baseUrl', system.url)
  project.provide('tokens', system.tokens)
  project.provide(
    'expected',
    Object.fromEntries(PUBLIC_SERVICES.map(({ name, replicas }) => [name, replicas])),
  )
  return async () => system[Symbol.asyncDispose]()
}

/** The tokens of ada, bob and of whoever is an operator, from a file such as `npm start -- --auth` writes. */
function readTokens(file: string): Record<string, string> {
  const users = JSON.parse(readFileSync(file, 'utf8')) as { name: string; role: string; token: string }[]
  return Object.fromEntries(users.map(({ name, role, token }) => [role === 'operator' ? role : name, token]))
}
