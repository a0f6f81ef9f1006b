import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    baseUrl: string
    /** How many instances of each service must be seen serving; empty where nobody said. */
    expected: Record<string, number>
  }
}

/**
 * What the acceptance suite runs against: the system that ACCEPTANCE_URL names, of which it knows nothing
 * else, or one on plain Node that is started for it.
 */
export default async function target(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env.ACCEPTANCE_URL) {
    project.provide('baseUrl', process.env.ACCEPTANCE_URL)
    project.provide('expected', JSON.parse(process.env.ACCEPTANCE_EXPECT ?? '{}'))
    return
  }
  // Only here, as the image of the suite has neither of them.
  const { temporaryFolder } = await import('@slipway/testing')
  const { startSystem } = await import('../src/system.ts')
  const folder = temporaryFolder()
  const system = await startSystem({ data: folder.path })
  project.provide('baseUrl', system.url)
  project.provide('expected', { catalog: 2, orders: 2 })
  return async () => {
    await system[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  }
}
