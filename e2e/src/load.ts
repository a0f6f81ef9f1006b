import { setTimeout as sleep } from 'node:timers/promises'
import { type Outcome, send, stockUp } from './client.ts'

/** What a request was for: a product, a new order, an order placed before. */
export type Kind = 'read' | 'order' | 'read-order'

export interface Sample {
  kind: Kind
  /** When it was sent, and how long it took, in ms; the first as `performance.now()` counts. */
  at: number
  ms: number
  outcome: Outcome
  /** Whether that came of sending it once more. */
  repeated: boolean
}

export interface LoadOptions {
  /** Requests a second, sent at their time whether the ones before are answered or not. */
  rate: number
  /** In turn. */
  kinds?: Kind[]
  /** Default: nothing. */
  repeat?: Repeat
}

/** What may be sent once more, with the same key: machines of two cores are slow at times. */
export interface Repeat {
  /** At the most, of all requests. */
  share: number
  /** What has to have come of it. */
  after: (outcome: Outcome) => boolean
}

/** Requests that go on until they are told to stop. */
export interface Load {
  samples: Sample[]
  /** The product that is read and ordered, one piece at a time. */
  sku: string
  /** Waits for what is under way; answers with all samples. */
  stop(): Promise<Sample[]>
}

const NOTHING: Repeat = { share: 0, after: () => false }

/** Steady load on a system: what a real client would send, each order with a key of its own. */
export async function startLoad(
  url: string,
  { rate, kinds = ['read', 'order'], repeat = NOTHING }: LoadOptions,
): Promise<Load> {
  const sku = `load-${Date.now()}`
  for (let i = 0; i < 20; i++) await stockUp(url, sku, 1_000)
  const placed = await send('POST', `${url}/api/orders`, { lines: [{ sku, quantity: 1 }] }, `${sku}-first`)
  const requests: Record<Kind, (number: number) => Promise<Outcome>> = {
    read: () => send('GET', `${url}/api/products/${sku}`),
    order: (number) =>
      send('POST', `${url}/api/orders`, { lines: [{ sku, quantity: 1 }] }, `${sku}-${number}`),
    'read-order': () => send('GET', `${url}${'status' in placed ? placed.location : ''}`),
  }
  const samples: Sample[] = []
  const running = new Set<Promise<void>>()
  let stopped = false
  let repeats = 0

  const one = async (number: number) => {
    const kind = kinds[number % kinds.length]!
    const at = performance.now()
    let outcome = await requests[kind](number)
    const repeated = repeat.after(outcome) && repeats < repeat.share * samples.length
    if (repeated) {
      repeats++
      outcome = await requests[kind](number)
    }
    samples.push({ kind, at, ms: performance.now() - at, outcome, repeated })
  }
  const pacing = (async () => {
    const start = performance.now()
    for (let sent = 0; !stopped; ) {
      for (const due = ((performance.now() - start) * rate) / 1_000; sent < due; sent++) {
        const request: Promise<void> = one(sent).finally(() => running.delete(request))
        running.add(request)
      }
      await sleep(2)
    }
    await Promise.all(running)
  })()
  return {
    samples,
    sku,
    async stop() {
      stopped = true
      await pacing
      return samples
    },
  }
}

/** What did not succeed; an order that is accepted (202) did. */
export const failures = (samples: Sample[]): Outcome[] =>
  samples.map(({ outcome }) => outcome).filter((outcome) => !('status' in outcome) || outcome.status >= 400)

/** The time under which this share of the samples stayed, in ms; 0 where there are none. */
export function percentile(samples: Sample[], share: number): number {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0
}

const WINDOW = 500 // ms

/**
 * How long something done at a time slowed requests down, in ms: until the first half second whose p99 is at
 * most three times the one from before.
 */
export function disturbance(samples: Sample[], done: number): number {
  const between = (from: number, to: number) => samples.filter(({ at }) => at >= from && at < to)
  const calm = percentile(between(0, done), 0.99)
  let end = done
  while (percentile(between(end, end + WINDOW), 0.99) > 3 * calm) end += WINDOW
  return end - done
}
