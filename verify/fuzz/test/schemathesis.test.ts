import { startSystem, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { SECONDS, SEED } from '../src/options.ts'
import { runSchemathesis, skipped } from '../src/schemathesis.ts'

test.skipIf(skipped)(`for ${SECONDS} s, the API does what its OpenAPI document says${skipped}`, async () => {
  using folder = temporaryFolder()
  await using system = await startSystem()

  const { code, stdout, stderr } = await runSchemathesis(system.url, folder.path, {
    seconds: SECONDS,
    seed: SEED,
  })

  expect(code, stdout + stderr).toBe(0)
  const [, generated, passed] = /(\d+) generated, (\d+) passed/.exec(stdout) ?? []
  console.log(`schemathesis: ${generated} requests from seed ${SEED} on`)
  expect(Number(passed), stdout).toBeGreaterThan(20)
  expect(passed).toBe(generated)
  // No 5xx that schemathesis would not see, as another instance served the retry.
  expect(system.lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([])
})
