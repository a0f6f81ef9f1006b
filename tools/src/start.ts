// `npm start`: the whole system on plain Node. `npm run dev` (--watch) restarts a service when its code changes.

import { globSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from './fail.ts'
import { logWriter } from './log-lines.ts'
import { firstPortInUse } from './ports.ts'
import { address, ROOT, type ServiceSpec } from './service-process.ts'
import { Supervisor } from './supervisor.ts'
import { describeStore, describeSystem } from './system.ts'

const HELP = `npm start runs the whole system; Ctrl-C stops it. Settings, read from the environment:

  GATEWAY_PORT        port of the gateway; the services take the four after it (default 8080)
  CATALOG_STORE_URL   where catalog keeps its data: sqlite:FILE or redis://HOST:PORT (default sqlite:.data/catalog.db)
  ORDERS_STORE_URL    where orders keeps its data (default sqlite:.data/orders.db)

What else a service can be set to: node_modules/.bin/node apps/orders/src/main.ts --help
`

const args = process.argv.slice(2)
if (args.includes('--help')) {
  process.stdout.write(HELP)
  process.exit(0)
}
const unknown = args.find((arg) => arg !== '--watch')
if (unknown) fail(`npm start does not know "${unknown}". See: npm start -- --help`)

const watch = args.includes('--watch')
const port = Number(process.env.GATEWAY_PORT || 8080)
if (!Number.isInteger(port) || port < 1 || port > 65_531) {
  fail(`GATEWAY_PORT is "${process.env.GATEWAY_PORT}". Set it to a number from 1 to 65531.`)
}
const specs = describeSystem({
  port,
  data: join(ROOT, '.data'),
  catalogStore: process.env.CATALOG_STORE_URL || undefined,
  ordersStore: process.env.ORDERS_STORE_URL || undefined,
  env: { SHUTDOWN_TIMEOUT_MS: '2000' }, // three services one after the other, within 10 s
})
const taken = await firstPortInUse(specs.map((spec) => spec.port))
if (taken !== undefined) {
  fail(
    `Port ${taken} is in use. Stop what holds it, or set GATEWAY_PORT: the system takes that port and the four after it.`,
  )
}

const supervisor = new Supervisor({
  output: logWriter(process.stdout),
  say: (message) => console.log(`slipway: ${message}`),
  nodeOptions: watch ? watchSources : undefined,
})
let stopping: Promise<void> | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping ??= stop()
  })
}

const started = await supervisor.start(specs)
if (!stopping) {
  if (!started) process.exit(1)
  console.log(`\n${table(specs)}\n\n${examples(address(specs[0]!))}\n\nCtrl-C stops everything.\n`)
}

/** Folders, and not the loaded files that --watch alone watches: it loses one that an editor replaces. */
function watchSources({ app }: ServiceSpec): string[] {
  const folders = globSync([`apps/${app}/src`, 'libs/*/src'], { cwd: ROOT })
  return ['--watch-preserve-output', ...folders.map((folder) => `--watch-path=${folder}`)]
}

async function stop(): Promise<void> {
  console.log('slipway: draining …')
  await supervisor.stop()
  console.log('slipway: stopped.')
  process.exit(0)
}

function table(rows: ServiceSpec[]): string {
  const cells = rows.map((spec) => [spec.name, address(spec), describeStore(spec)])
  return [['process', 'address', 'data'], ...cells]
    .map(([name, url, data]) => `  ${name!.padEnd(12)}${url!.padEnd(26)}${data}`)
    .join('\n')
}

function examples(url: string): string {
  return `Try it:

  curl -i ${url}/api/products?limit=3
  curl -i ${url}/api/orders -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s)" -d '{"lines":[{"sku":"compass","quantity":1}]}'
  curl -i ${url}/api/orders?limit=3

or open ${url}/api/docs in a browser.`
}
