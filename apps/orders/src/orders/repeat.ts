import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `work` again and again: at once if it returns true, else after `interval` ms. `work` reports its own errors.
 * Returns a function that stops it: it aborts the signal, and waits for the current run.
 */
export function repeat(
  work: (signal: AbortSignal) => Promise<boolean>,
  interval: number,
): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const runs = async () => {
    while (!signal.aborted) {
      const more = await work(signal)
      if (!more) await sleep(interval, undefined, { signal }).catch(() => {}) // rejects when aborted; the loop ends
    }
  }
  const running = runs()
  return async () => {
    stopping.abort()
    await running
  }
}
