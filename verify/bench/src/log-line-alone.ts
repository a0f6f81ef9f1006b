import { join } from 'node:path'
import { outputOf, temporaryFolder } from '@slipway/testing'
import { type Summary, summarise } from './statistics.ts'

/** What the line of a request costs without anything around it: µs of CPU, with the write to a file. */
export async function logLineAlone(rounds: number): Promise<Summary> {
  using folder = temporaryFolder()
  const command = 'exec "$1" "$2" "$3" 2>&1 >"$0"' // its figures are on its standard error
  const program = join(import.meta.dirname, 'log-line.ts')
  const file = join(folder.path, 'log')
  return summarise(
    JSON.parse(await outputOf('sh', ['-c', command, file, process.execPath, program, String(rounds)])),
  )
}
