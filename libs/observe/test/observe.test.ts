import { describe, expect, test } from 'vitest'
import { type Attempt, operations, publish, subscribe, trace } from '../src/index.ts'

const retry = { service: 'items', requestId: 'r1', attempt: 1, reason: 'TIMEOUT' }
const attempt: Attempt = {
  service: 'items',
  origin: 'http://10.0.0.1:3001',
  instance: 'items-1',
  requestId: 'r1',
  method: 'GET',
  path: '/',
  attempt: 1,
  headers: {},
}

describe('events', () => {
  test('each subscriber gets each event of its name, until it unsubscribes', () => {
    const seen: unknown[] = []
    publish('retry', retry)
    const unsubscribe = subscribe('retry', (event) => seen.push(event))
    publish('retry', retry)
    publish('retry-refused', retry)
    unsubscribe()
    publish('retry', retry)
    expect(seen).toEqual([retry])
  })
})

describe('operations', () => {
  test('without subscribers, an operation only runs', async () => {
    expect(await trace('attempt', attempt, async () => 'response')).toBe('response')
  })

  test.each(['a response', new Error('an error')])(
    'subscribers learn of its beginning, and of %s',
    async (outcome) => {
      const seen: string[] = []
      const subscribers = {
        start: ({ service }: Attempt) => void seen.push(`start ${service}`),
        error: ({ error }: { error?: unknown }) => void seen.push((error as Error).message),
        asyncEnd: ({ result }: { result?: unknown }) => void seen.push(`end ${result}`),
      }
      operations.attempt.subscribe(subscribers as never)
      const run = async () => {
        if (outcome instanceof Error) throw outcome
        return outcome
      }
      await trace('attempt', { ...attempt }, run).catch(() => {})
      operations.attempt.unsubscribe(subscribers as never)
      expect(seen[0]).toBe('start items')
      expect(seen.slice(1)).toEqual(
        outcome instanceof Error ? ['an error', 'end undefined'] : ['end a response'],
      )
    },
  )
})
