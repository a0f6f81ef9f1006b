import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of a file, and how many files there are: 40 MB at most. */
const MAX_SIZE = 8_000_000
const FILES = 5

/** The folder in which `npm start` keeps its logs. */
export const logFolder = (data: string) => join(data, 'logs')

/** The files of a folder of logs, oldest first: `slipway.4.log` … `slipway.1.log`, `slipway.log`. */
export const logFiles = (folder: string): string[] =>
  Array.from({ length: FILES }, (_, i) =>
    join(folder, i === FILES - 1 ? 'slipway.log' : `slipway.${FILES - 1 - i}.log`),
  )

/**
 * Returns a function that appends the lines of all processes to one file, at once, so that killing any of them, or this
 * one, loses none that was received. A file that is full is renamed, and the oldest one is deleted.
 */
export function keepLogs(folder: string, maxSize = MAX_SIZE): (name: string, line: string) => void {
  mkdirSync(folder, { recursive: true })
  const files = logFiles(folder)
  const current = files.at(-1)!
  let file = openSync(current, 'a')
  let size = fstatSync(file).size
  return (name, line) => {
    // What is no log line, such as the stack of a crash, gets the name of its process.
    const text = line.startsWith('{') ? `${line}\n` : `[${name}] ${line}\n`
    if (size > 0 && size + Buffer.byteLength(text) > maxSize) {
      closeSync(file)
      rmSync(files[0]!, { force: true })
      for (const [i, older] of files.slice(0, -1).entries()) renameIfThere(files[i + 1]!, older)
      file = openSync(current, 'a')
      size = 0
    }
    size += writeSync(file, text)
  }
}

/** The log line of a process that has ended, which it could not write itself. */
export function endLine(
  instance: string,
  { code, signal }: { code: number | null; signal: string | null },
): string {
  const msg = `process ended (${signal ?? `exit code ${code}`})`
  const time = new Date().toISOString()
  return JSON.stringify({ level: 'warn', time, instance, event: 'process-ended', code, signal, msg })
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
