// `npm run acceptance -- URL [--expect catalog=2,orders=2]`: the acceptance suite against a running system.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fail } from './fail.ts'
import { ROOT } from './service-process.ts'

const USAGE = 'npm run acceptance -- http://127.0.0.1:8080 [--expect catalog=2,orders=2]'

const url = await readUrl()
const result = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--config', 'vitest.config.ts', 'acceptance/', '--reporter=default'],
  {
    cwd: join(ROOT, 'e2e'),
    stdio: 'inherit',
    env: { ...process.env, ACCEPTANCE_URL: url.address, ACCEPTANCE_EXPECT: JSON.stringify(url.expected) },
  },
)
process.exit(result.status ?? 1)

async function readUrl() {
  const { values, positionals } = arguments_()
  const address = URL.parse(positionals[0] ?? '')
  if (positionals.length !== 1 || !address?.protocol.startsWith('http')) fail(`Usage: ${USAGE}`)
  const expected = Object.fromEntries((values.expect?.split(',') ?? []).map(parseExpectation))
  const answer = await fetch(new URL('/readyz', address)).catch(() => undefined)
  if (!answer)
    fail(`Nothing answers at ${address.origin}. Start the system first (npm start), or give its address.`)
  return { address: address.origin, expected }
}

function arguments_() {
  try {
    return parseArgs({ allowPositionals: true, options: { expect: { type: 'string' } } })
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}

function parseExpectation(part: string): [string, number] {
  const [service, count] = part.split('=')
  if (!['catalog', 'orders'].includes(service!) || !/^[1-9]\d*$/.test(count ?? '')) {
    fail(`--expect holds "${part}". Give a number of replicas for catalog or orders, such as catalog=2.`)
  }
  return [service!, Number(count)]
}
