import { setTimeout as sleep } from 'node:timers/promises'
import { attempt, newAgent } from './attempt.ts'

/** How patient a client is; times in ms. */
export interface Patience {
  /** After which it gives up an attempt. */
  timeout: number
  /** The first one included. */
  attempts: number
  /** At most, before each further attempt; at random, so that clients that failed together part. */
  pause: number
}

/** What became of a client's request; times as `performance.now()` counts. */
export interface Visit {
  /** When its last attempt ended. */
  end: number
  attempts: number
  /** Of its last attempt: a status, `timeout`, or the code of an error. */
  outcome: string
}

/** Those that this process itself is later with, in ms, do not come: together they would be another spike. */
const MAX_LATE = 100

export interface Clients {
  /** New requests a second, from now on. */
  rate: number
  /** Those that have ended. */
  visits: Visit[]
  /** How late this process itself was at most, in ms: much of it, and the figures are about that. */
  late: number
  /** Waits for those that still try. */
  stop(): Promise<void>
}

/** A 2xx. */
export const isGood = (outcome: string) => outcome.startsWith('2')

/**
 * Real clients, each of which comes at its time, however the others fare, and tries again where it gets no good
 * response: what a slow system is asked grows.
 */
export function startClients(url: string, rate: number, patience: Patience): Clients {
  const agent = newAgent()
  const target = new URL(url)
  const trying = new Set<Promise<void>>()
  let running = true
  const visit = async () => {
    for (let attempts = 1; ; attempts++) {
      const outcome = await attempt(agent, target, patience.timeout)
      if (isGood(outcome) || attempts === patience.attempts) {
        clients.visits.push({ end: performance.now(), attempts, outcome })
        return
      }
      await sleep(Math.random() * patience.pause)
    }
  }
  const clients: Clients = {
    rate,
    visits: [],
    late: 0,
    async stop() {
      running = false
      await pacing
      await Promise.all(trying)
      agent.destroy()
    },
  }
  const pacing = (async () => {
    for (let due = performance.now(); running; await sleep(2)) {
      const now = performance.now()
      clients.late = Math.max(clients.late, now - due)
      for (due = Math.max(due, now - MAX_LATE); due <= now; due += 1_000 / clients.rate) {
        const one: Promise<void> = visit().finally(() => trying.delete(one))
        trying.add(one)
      }
    }
  })()
  return clients
}

export interface Saturation {
  /** Each sends its next request when it has the response to the one before. */
  workers: number
  seconds: number
}

/**
 * Keeps a system busy for some seconds; returns the good responses of the best of these: what else the machine does
 * takes from the others.
 */
export async function saturate(url: string, { workers, seconds }: Saturation): Promise<number> {
  const agent = newAgent()
  const target = new URL(url)
  const start = performance.now()
  const good = Array.from({ length: seconds }, () => 0)
  const second = () => Math.floor((performance.now() - start) / 1_000)
  const work = async () => {
    while (second() < seconds) {
      const outcome = await attempt(agent, target, 10_000)
      if (isGood(outcome) && second() < seconds) good[second()]!++
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  agent.destroy()
  return Math.max(...good)
}
