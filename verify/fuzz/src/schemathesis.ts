import { runCommand } from '@slipway/testing'
import { succeeds } from '@slipway/tools'

const isInstalled = await succeeds('schemathesis', ['--version'])

/** For the names of tests: why they are skipped, or nothing. */
export const skipped = isInstalled
  ? ''
  : ' (skipped: schemathesis is not on the PATH; pip install -r verify/fuzz/requirements.txt)'

/**
 * All checks but one: `positive_data_acceptance` wants each request that fits the schema to succeed. Some may not, for
 * reasons that no schema can say: a SKU twice in one order, another currency, a cursor of another list, a key that was
 * used before. As the document has one description for all errors, a wrong status among those is not noticed either.
 */
const CHECKS = ['--checks=all', '--exclude-checks=positive_data_acceptance']

/** Tests a running system against its OpenAPI document. `folder` is for what schemathesis writes. */
export function runSchemathesis(
  url: string,
  folder: string,
  { seconds, seed }: { seconds: number; seed: number },
) {
  return runCommand(
    'schemathesis',
    [
      ...['run', `${url}/api/openapi.json`, ...CHECKS, `--max-time=${seconds}`, `--seed=${seed}`],
      ...['--continue-on-failure', '--generation-database=none', '--request-timeout=10', '--no-color'],
    ],
    { cwd: folder },
  )
}
