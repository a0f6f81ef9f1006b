import supertest, { type Response } from 'supertest'
import { expect, inject } from 'vitest'
import type { Who } from './who.ts'

const tokens = inject('tokens')

/** Whether requests to the system under test need tokens. */
export const identityIsOn = Object.keys(tokens).length > 0

/** The system under test, for one user; nobody sends no token. */
export function as(who: Who) {
  const agent = supertest.agent(inject('baseUrl'))
  const token = who === 'nobody' ? undefined : tokens[who]
  return token ? agent.set('Authorization', `Bearer ${token}`) : agent
}

/** The system under test, known by its address alone, for an operator. */
export const api = as('operator')

/** Every item of a list, page by page. */
export async function walk<T>(path: string, limit: number): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await api.get(path).query({ limit, ...(cursor && { cursor }) })
    expect(page.status).toBe(200)
    items.push(...page.body.items)
    cursor = page.body.nextCursor
  }
  return items
}

/**
 * The instances that served a response, by service, as its `Server-Timing` header gives them: the gateway first. Attempts
 * that were retried served nothing: a busy machine has them.
 */
export function servedBy(response: Response): Record<string, string> {
  const entries = String(response.headers['server-timing']).matchAll(/([\w-]+);desc="([^"]*)";dur=[\d.]+/g)
  const served = [...entries].filter(([, service]) => service !== 'retry')
  return Object.fromEntries(served.map(([, service, instance]) => [service, instance]))
}

/** Whether an attempt at a service failed before the one that was served. */
export const wasRetried = (response: Response) => /\bretry;/.test(String(response.headers['server-timing']))
