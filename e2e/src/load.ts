import { setTimeout as sleep } from 'node:timers/promises'
import { type Outcome, send, stockUp } from './client.ts'
import { isFelt, watchForStalls } from './stalls.ts'

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
  /** Whether the machine stood still just then: what came of it says nothing of the system. Known at the end. */
  stalled: boolean
}

export interface LoadOptions {
  /** Requests a second, sent at their time whether the ones before are answered or not. */
  rate: number
  /** In turn. */
  kinds?: Kind[]
  /** Default: nothing. */
  repeat?: Repeat
  /** Whether to watch for stalls, which writes a little to the disk: a benchmark does without. Default: true. */
  watch?: boolean
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

/** Where this process itself was held up for longer, in ms, it does not make up for it: a burst is another load. */
const HELD_UP = 100

/** Steady load on a system: what a real client would send, each order with a key of its own. */
export async function startLoad(
  url: string,
  { rate, kinds = ['read', 'order'], repeat = NOTHING, watch = true }: LoadOptions,
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
  const machine = watch ? watchForStalls() : undefined
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
    samples.push({ kind, at, ms: performance.now() - at, outcome, repeated, stalled: false })
  }
  const pacing = (async () => {
    const interval = 1_000 / rate
    let sent = 0
    for (let due = performance.now(); !stopped; await sleep(2)) {
      const now = performance.now()
      for (due = Math.max(due, now - HELD_UP); due <= now; due += interval) {
        const request: Promise<void> = one(sent++).finally(() => running.delete(request))
        running.add(request)
      }
    }
    await Promise.all(running)
  })()
  return {
    samples,
    sku,
    async stop() {
      stopped = true
      await pacing
      const stalls = (await machine?.stop()) ?? []
      for (const sample of samples) sample.stalled = isFelt(stalls, sample.at, sample.at + sample.ms)
      return samples
    },
  }
}
