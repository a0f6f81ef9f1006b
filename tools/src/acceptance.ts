// `npm run acceptance -- URL [--expect SERVICE=2]`: the acceptance suite against a running system.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PUBLIC_SERVICES, ROOT } from '@slipway/services'
import { fail } from './fail.ts'

const EXPECT = PUBLIC_SERVICES.map(({ name }) => `${name}=2`).join(',')
const USAGE = `npm run acceptance -- http://127.0.0.1:8080 [--expect ${EXPECT}]`

const url = await readUrl()
const result = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--config', 'vitest.config.ts', 'test/', '--reporter=default'],
  {
    cwd: join(ROOT, 'acceptance'),
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
  const response = await fetch(new URL('/readyz', address)).catch(() => undefined)
  if (!response)
    fail(`Nothing responds at ${address.origin}. Start the system first (npm start), or give its address.`)
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
  const names = PUBLIC_SERVICES.map(({ name }) => name)
  if (!names.includes(service!) || !/^[1-9]\d*$/.test(count ?? '')) {
    fail(
      `--expect holds "${part}". Give a number of replicas for ${names.join(' or ')}, such as ${names[0]}=2.`,
    )
  }
  return [service!, Number(count)]
}
