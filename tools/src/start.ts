// `npm start`: the whole system on plain Node. `npm run dev` (--watch) restarts a service when its code changes.

import { globSync, rmSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { settingName } from '@slipway/contracts'
import { ROOT, SERVICES } from '@slipway/services'
import { controlFolder, controlSocket, writeAddresses } from './control/folder.ts'
import { serveControl } from './control/server.ts'
import { SystemControl } from './control/system-control.ts'
import { fail } from './fail.ts'
import { keepTokensValid } from './identity/renew.ts'
import { identityFolder } from './identity/settings.ts'
import { logWriter } from './log-lines.ts'
import { endLine, keepLogs, logFolder } from './logs.ts'
import { firstPortInUse, freePorts } from './ports.ts'
import { address, type ServiceSpec } from './service-process.ts'
import { formatExamples, formatIdentity, formatTable } from './start-output.ts'
import { Supervisor } from './supervisor.ts'
import { PORTS_NEEDED, systemProcesses } from './system.ts'

const stored = SERVICES.filter(({ store }) => store)
const HELP = `npm start runs the whole system; Ctrl-C stops it. Settings, read from the environment:

${[
  ['GATEWAY_PORT', `port of the gateway (default 8080); the services use the next ${PORTS_NEEDED - 1} ports`],
  ['DATA', 'folder of the SQLite files and of the logs (default .data)'],
  ['METRICS_PORT', 'port of the first process for /metrics, the others take the next ones (default: none)'],
  [
    'SLIPWAY_NODE',
    'system: the Node of this machine, 24 or newer, instead of the pinned one; also for npm test',
  ],
  ...stored.map(({ name }) => [
    storeSetting(name),
    `data store of ${name}: sqlite:FILE or redis://HOST:PORT`,
  ]),
]
  .map(([name, description]) => `  ${name!.padEnd(20)}${description}`)
  .join('\n')}

npm start -- --auth:    requests need a token, which npm run token signs (docs/operations.md)
npm start -- --lessons: instances can be made to fail on purpose (docs/operations.md)
npm run instance:       kills, pauses, starts and scales them from a terminal

All settings of one service: node_modules/.bin/node apps/${stored[0]?.name}/src/main.ts --help
`

const args = process.argv.slice(2)
if (args.includes('--help')) {
  process.stdout.write(HELP)
  process.exit(0)
}
const unknown = args.find((arg) => !['--watch', '--lessons', '--auth'].includes(arg))
if (unknown) fail(`npm start does not know "${unknown}". See: npm start -- --help`)

const watch = args.includes('--watch')
const port = Number(process.env.GATEWAY_PORT || 8080)
const lastPort = 65_536 - PORTS_NEEDED
if (!Number.isInteger(port) || port < 1 || port > lastPort) {
  fail(`GATEWAY_PORT is "${process.env.GATEWAY_PORT}". Set it to a number from 1 to ${lastPort}.`)
}
const lessons = args.includes('--lessons')
const data = resolve(ROOT, process.env.DATA || '.data')
const identity = args.includes('--auth') ? identityFolder(data) : undefined
const folder = controlFolder(data, port)
const socket = controlSocket(folder)
const specs = systemProcesses({
  port,
  data,
  addressFolder: folder,
  identity,
  stores: Object.fromEntries(stored.map(({ name }) => [name, process.env[storeSetting(name)] || undefined])),
  env: {
    SHUTDOWN_TIMEOUT_MS: '2000', // the services stop one after the other, within 10 s in all
    LESSONS: lessons ? 'on' : 'off',
    ...(lessons && { LESSONS_CONTROL: socket }),
  },
})
if (lessons) for (const { env } of specs) env.LESSONS_PORT = String(await freePorts(1))
const metricsPort = Number(process.env.METRICS_PORT)
if (metricsPort > 0) for (const [i, { env }] of specs.entries()) env.METRICS_PORT = String(metricsPort + i)
const taken = await firstPortInUse(specs.map((spec) => spec.port))
if (taken !== undefined) {
  fail(
    `Port ${taken} is in use. Stop what uses it, or set GATEWAY_PORT: the system needs that port and the next ${PORTS_NEEDED - 1}.`,
  )
}

const print = logWriter(process.stdout)
const keep = keepLogs(logFolder(data))
const supervisor = new Supervisor({
  output: (name, line) => {
    print(name, line)
    keep(name, line)
  },
  ended: (name, end) => keep(name, endLine(name, end)),
  say: (message) => console.log(`slipway: ${message}`),
  nodeOptions: watch ? watchSources : undefined,
})
let stopping: Promise<void> | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping ??= stop()
  })
}

writeAddresses(folder, specs)
if (identity) await keepTokensValid(identity, (message) => console.log(`slipway: ${message}`))
const started = await supervisor.startAll(specs)
if (!stopping) {
  if (!started) process.exit(1)
  await serveControl(new SystemControl(supervisor, folder), socket).catch((error) =>
    console.log(`slipway: npm run instance cannot be used: ${error.message}`),
  )
  const rows = specs.map((spec) => ({ spec, pid: supervisor.process(spec.name).pid }))
  console.log(
    `\n${formatTable(rows)}\n\n${formatIdentity(identity !== undefined)}\n\n${formatExamples(address({ port }), identity !== undefined)}\n\nThe logs are kept in ${relative(ROOT, logFolder(data))}.\n\nCtrl-C stops everything.\n`,
  )
}

/** Watches folders: --watch alone watches loaded files, and loses one that an editor replaces. */
function watchSources({ app }: ServiceSpec): string[] {
  const folders = globSync([`apps/${app}/src`, 'libs/*/src'], { cwd: ROOT })
  return ['--watch-preserve-output', ...folders.map((folder) => `--watch-path=${folder}`)]
}

async function stop(): Promise<void> {
  console.log('slipway: draining …')
  await supervisor.stopAll()
  rmSync(folder, { recursive: true, force: true })
  console.log('slipway: stopped.')
  process.exit(0)
}

function storeSetting(service: string): string {
  return settingName(service, 'STORE_URL')
}
