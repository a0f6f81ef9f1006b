import { readFile } from 'node:fs/promises'

/**
 * The origins in a file of addresses such as `http://127.0.0.1:8081`, one on each line: discovery where no DNS knows the
 * instances, as with `npm start`.
 */
export async function readAddresses(file: URL): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.filter(Boolean).map((line) => new URL(line).origin)
}
