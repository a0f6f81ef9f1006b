import { type Summary, summarise } from '@slipway/bench'

/** How long the same work takes this machine again and again, in ms: it would be the same where nothing else ran. */
export type Noise = Summary

const TIMES = 50

export function measureNoise(): Noise {
  const times = Array.from({ length: TIMES + 10 }, () => {
    const start = performance.now()
    let sum = 0
    for (let i = 0; i < 5_000_000; i++) sum = (sum + i * i) % 1_000_003
    if (sum < 0) throw new Error('impossible') // the loop must not be removed
    return performance.now() - start
  })
  return summarise(times.slice(10)) // without those before it was compiled
}
