import { describe, expect, test, vi } from 'vitest'
import type { Send } from '../src/call.ts'
import { retry } from '../src/retry.ts'
import { RetryBudget } from '../src/retry-budget.ts'
import { knownInstances, newCall, repeat } from './fixtures.ts'
import { ok, timedOut, unreachable } from './outcomes.ts'
import { startRetrying } from './retrying.ts'

describe('the attempts', () => {
  test.each([1, 2, 3])('are at most %i, each on another instance', async (attempts) => {
    const { attempted, send } = await startRetrying(Array(5).fill(unreachable), { attempts })

    await expect(send(newCall({ method: 'POST' }))).rejects.toBe(unreachable)

    expect(attempted).toHaveLength(attempts)
    expect(new Set(attempted).size).toBe(attempts)
  })

  test.each([1, 2])('are at most as many as the instances: %i', async (instances) => {
    const { attempted, send } = await startRetrying(Array(5).fill(timedOut), { instances, attempts: 5 })

    await expect(send(newCall())).rejects.toBe(timedOut)

    expect(attempted).toHaveLength(instances)
  })

  test('end with the deadline', async () => {
    const sleep = vi.fn(async (_ms: number) => {})
    const { attempted, send } = await startRetrying([timedOut, ok], { duration: 20, sleep })

    await expect(send(newCall({ deadline: performance.now() + 10 }))).rejects.toBe(timedOut)

    expect(attempted).toHaveLength(1)
    expect(sleep).not.toHaveBeenCalled()
  })

  test('end with a deadline that passes during the pause', async () => {
    const deadline = performance.now() + 300
    const sleep = async () => {
      await new Promise((resolve) => setTimeout(resolve, deadline - performance.now() + 10))
    }
    const { attempted, send } = await startRetrying([timedOut, ok], { sleep })

    await expect(send(newCall({ deadline }))).rejects.toMatchObject({ code: 'DEADLINE_PASSED', sent: true })

    expect(attempted).toHaveLength(1)
  })
})

test('there is no pause before the first attempt', async () => {
  const sleep = vi.fn(async (_ms: number) => {})
  const { send } = await startRetrying([ok], { sleep })

  await send(newCall())

  expect(sleep).not.toHaveBeenCalled()
})

test('the pauses before retries are spread from 0 to 50 ms: full jitter', async () => {
  const pauses: number[] = []
  const sleep = async (ms: number) => void pauses.push(ms)
  const instances = await knownInstances(2)
  const failingOnce: Send = async (call) => {
    if (call.tried.push(instances.all[0]!) === 1) throw unreachable
    return ok
  }
  const send = retry(instances, { attempts: 2, budget: new RetryBudget(1), sleep }, failingOnce)

  await repeat(200, () => send(newCall()))

  expect(pauses).toHaveLength(200)
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0)
  expect(Math.min(...pauses)).toBeLessThan(10)
  expect(Math.max(...pauses)).toBeGreaterThan(40)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(50)
})
