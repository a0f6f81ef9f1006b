import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { address, type ServiceSpec } from './service-process.ts'
import { storeLocation } from './system.ts'

/** The processes of a system as a table for people. */
export function formatTable(rows: { spec: ServiceSpec; pid: number }[]): string {
  const cells = rows.map(({ spec, pid }) => [spec.name, address(spec), storeLocation(spec), String(pid)])
  return table(['process', 'address', 'data', 'pid'], cells)
}

/** Rows in columns. */
export function table(titles: string[], rows: string[][]): string {
  const lines = [titles, ...rows]
  const width = (column: number) => Math.max(...lines.map((line) => line[column]!.length))
  const pad = (cell: string, column: number) => `  ${cell.padEnd(width(column))}`
  return lines.map((line) => line.map(pad).join('').trimEnd()).join('\n')
}

/** Whether requests need a token. */
export const formatIdentity = (isOn: boolean): string =>
  isOn
    ? 'Identity is on: requests below /api/ need a token. npm run token -- --help says how to get one.'
    : 'Identity is off: every request is that of one local user, who may do everything. On: npm start -- --auth'

/** Commands to try a system at `url` with: those in the file `example.sh` that an app may have. */
export function formatExamples(url: string, identityIsOn = false): string {
  const commands = globSync('apps/*/example.sh', { cwd: ROOT })
    .sort()
    .flatMap((file) => readFileSync(join(ROOT, file), 'utf8').trim().split('\n'))
    .map((command) => command.replaceAll('$URL', url))
    .map((command) => (identityIsOn ? withToken(command) : command))
  const docs = `open ${url} in a browser.`
  if (commands.length === 0) return `To try it, ${docs}`
  const lines = [...(identityIsOn ? [tokenCommand()] : []), ...commands]
  return `Try it:\n\n${lines.map((line) => `  ${line}\n`).join('')}\nor ${docs}`
}

const withToken = (command: string) => command.replace('curl ', 'curl -H "Authorization: Bearer $TOKEN" ')

/** For the same keys as the system that is started. */
function tokenCommand(): string {
  const data = process.env.DATA ? `DATA='${process.env.DATA}' ` : ''
  return `export TOKEN=$(${data}npm run --silent token -- --subject ada)`
}
