import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** The lines of several files, one after the other. */
export async function* linesOfFiles(files: string[]): AsyncIterable<string> {
  for (const file of files) yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity })
}
