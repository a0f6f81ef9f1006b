import { Random } from '@slipway/harness'
import { expect, test } from 'vitest'
import { attempt } from '../src/attempt.ts'
import { startFuzzedGateway } from '../src/gateway.ts'
import { SECONDS, SEED } from '../src/options.ts'
import { randomRequest } from '../src/random-request.ts'
import { bytesOf, type RawRequest } from '../src/request.ts'
import { shorten } from '../src/shorten.ts'

test(`for ${SECONDS} s of odd requests, what was authorised is what the services see`, async () => {
  await using gateway = await startFuzzedGateway()
  const end = Date.now() + SECONDS * 1_000
  let [connections, arrived] = [0, 0]
  for (let seed = SEED; Date.now() < end; seed++) {
    const random = new Random(seed)
    const requests = Array.from({ length: 1 + random.below(4) }, () =>
      randomRequest(random, gateway.ingredients),
    )
    const result = await attempt(gateway, requests)
    if (result.problems.length > 0) throw new Error(await explain(requests, result.problems, seed))
    connections++
    arrived += result.arrived
  }
  console.log(`fuzz: ${connections} connections from seed ${SEED} on, ${arrived} requests reached a service`)
  // Requests that are all refused would prove nothing.
  expect(arrived).toBeGreaterThan(connections / 10)
  expect(gateway.lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([])

  /** The shortest requests that have the same problem, as bytes. */
  async function explain(requests: RawRequest[], problems: string[], seed: number): Promise<string> {
    const [problem] = problems as [string]
    const shortest = await shorten(requests, async (shorter) =>
      (await attempt(gateway, shorter)).problems.includes(problem),
    )
    const bytes = shortest.map((request) => JSON.stringify(bytesOf(request, 'x')))
    return `${problems.join('; ')}. Repeat with FUZZ_SEED=${seed}; shortened:\n${bytes.join('\n')}`
  }
})
