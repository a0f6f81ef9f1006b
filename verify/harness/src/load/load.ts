import { setTimeout as sleep } from 'node:timers/promises'
import type { Outcome } from '@slipway/testing/client'
import { type Kind, prepareRequests } from './requests.ts'
import { isAffected, watchForStalls } from './stalls.ts'

export interface Sample {
  kind: Kind
  /** When it was due, as `performance.now()` counts, and how long from then to the end of its response; in ms. */
  at: number
  ms: number
  /** Of the retry, if there was one. */
  outcome: Outcome
  retried: boolean
  /** Whether the machine stalled just then: the outcome proves nothing about the system. Set by `stop()`. */
  stalled: boolean
}

export interface LoadOptions {
  /** Requests a second, each sent at its time whether the ones before have ended or not. */
  rate: number
  /** In turn. */
  kinds?: Kind[]
  /** Default: none. */
  retry?: RetryRule
  /** Whether to watch for stalls, which writes a little to the disk: a benchmark does without. Default: true. */
  watch?: boolean
  /** Requests that this process itself is later with, in ms, are not sent: a burst would be another load. Default: 100. */
  maxLate?: number
}

/** Which requests are sent once more, with the same key: machines of two cores are slow at times. */
export interface RetryRule {
  /** At most, of all requests. */
  share: number
  when: (outcome: Outcome) => boolean
}

/** Requests that go on until `stop()`. */
export interface Load {
  samples: Sample[]
  /** The product that is read and ordered, one piece at a time. */
  sku: string
  /** Waits for the requests in flight, and returns all samples. */
  stop(): Promise<Sample[]>
}

const NO_RETRY: RetryRule = { share: 0, when: () => false }

/** Starts steady load on a system, as real clients would make it: each order with a key of its own. */
export async function startLoad(url: string, options: LoadOptions): Promise<Load> {
  const { rate, kinds = ['read', 'order'], retry = NO_RETRY, watch = true, maxLate = 100 } = options
  const sku = `load-${Date.now()}`
  const requests = await prepareRequests(url, sku)
  const machine = watch ? watchForStalls() : undefined
  const samples: Sample[] = []
  const inFlight = new Set<Promise<void>>()
  let stopped = false
  let retries = 0

  const sample = async (number: number, at: number) => {
    const kind = kinds[number % kinds.length]!
    let outcome = await requests[kind](number)
    const retried = retry.when(outcome) && retries < retry.share * samples.length
    if (retried) {
      retries++
      outcome = await requests[kind](number)
    }
    samples.push({ kind, at, ms: performance.now() - at, outcome, retried, stalled: false })
  }
  const pacing = (async () => {
    const interval = 1_000 / rate
    let sent = 0
    for (let due = performance.now(); !stopped; await sleep(2)) {
      const now = performance.now()
      for (due = Math.max(due, now - maxLate); due <= now; due += interval) {
        const request: Promise<void> = sample(sent++, due).finally(() => inFlight.delete(request))
        inFlight.add(request)
      }
    }
    await Promise.all(inFlight)
  })()
  return {
    samples,
    sku,
    async stop() {
      stopped = true
      await pacing
      const stalls = (await machine?.stop()) ?? []
      for (const one of samples) one.stalled = isAffected(stalls, one.at, one.at + one.ms)
      return samples
    },
  }
}
