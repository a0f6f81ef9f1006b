import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** For the owner alone, also where the folder was there with more rights. */
export function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  return path
}

/** Replaces a file as a whole: nobody reads half of it. The mode is what it says, whatever the umask. */
export function replaceFile(path: string, content: string, mode: number): void {
  renameSync(temporary(path, content, mode), path)
}

/** Writes a file unless there is one: of several processes that do so at once, one succeeds. */
export function createFile(path: string, content: string, mode: number): void {
  const file = temporary(path, content, mode)
  try {
    linkSync(file, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(file)
  }
}

function temporary(path: string, content: string, mode: number): string {
  const file = `${path}.${process.pid}.new`
  writeFileSync(file, content, { mode })
  chmodSync(file, mode)
  return file
}
