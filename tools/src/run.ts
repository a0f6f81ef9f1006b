import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ROOT } from '@slipway/services'

const execute = promisify(execFile)

/** Runs a program in the repository and returns its standard output; rejects where it fails. */
export async function run(program: string, args: string[]): Promise<string> {
  return (await execute(program, args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 })).stdout.trim()
}

export const succeeds = (program: string, args: string[]): Promise<boolean> =>
  run(program, args).then(
    () => true,
    () => false,
  )
