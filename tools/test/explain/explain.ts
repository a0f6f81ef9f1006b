import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { storyOf } from '../../src/explain/story.ts'

/** Lines of a real system: orders was killed between a reservation and its confirmation; the next order was cancelled. */
export const LOG = join(import.meta.dirname, 'killed-orders.log')
export const RECOVERED = '01a212d1-3af7-70e2-96b1-9e8ea082ec9c'
export const CANCELLED = '01a212d1-4055-7b94-a08d-35b9dde4dcc8'

/** What the command prints, without its process: a start of Node takes half a second. */
export async function storyFrom(
  lines: string[],
  id: string,
  options: { mermaid?: boolean } = {},
): Promise<string> {
  const read = async function* () {
    yield* lines
  }
  const { text } = await storyOf({ name: 'the standard input', read }, id, options)
  if (text === undefined) throw new Error(`no line is about ${id}`)
  return text
}

/** Runs the command, with lines on its standard input. */
export function explain(
  lines: string[],
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = ['tools/src/explain.ts', '--from', '-', ...args]
    const child = execFile(process.execPath, command, { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
    child.stdin!.on('error', () => {}).end(lines.join('\n')) // it may end without reading them
  })
}
