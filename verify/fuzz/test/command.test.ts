import { ROOT } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { expect, test } from 'vitest'

/** What the nx and the Vitest that run this test have set is not meant for the ones that the command starts. */
const inherited = Object.keys(process.env).filter((name) => /^(NX_|VITEST|COVERAGE$)/.test(name))

test('npm run fuzz --workspace verify/fuzz runs both kinds for as long as it is told', async () => {
  const { code, stdout, stderr } = await runCommand('npm', ['run', 'fuzz', '--workspace', 'verify/fuzz'], {
    cwd: ROOT,
    env: {
      ...Object.fromEntries(inherited.map((name) => [name, undefined])),
      FUZZ_SECONDS: '5',
      FUZZ_SEED: '7',
    },
  })
  expect(code, stdout + stderr).toBe(0)
  expect(stdout).toContain('connections from seed 7 on')
  expect(stdout).toContain('test/schemathesis.test.ts')
})
