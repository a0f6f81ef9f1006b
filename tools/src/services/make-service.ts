import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { addCall } from './add-call.ts'
import { copySample } from './copy-sample.ts'
import type { NewService } from './new-service.ts'
import { enter } from './places.ts'

/**
 * Writes the files of a new service, and enters it in those that name services.
 * @param sample the files of the sample, below its folder
 * @returns what is left to do by hand: a line each
 */
export function makeService(root: string, sample: string[], service: NewService): string[] {
  for (const [file, text] of copySample(root, sample, service)) {
    if (!hasPlace(root, file, service.name)) continue
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const byHand = service.callers.flatMap((caller) => addCall(root, caller.name, service.name))
  return [...byHand, ...enter(root, service)]
}

/** A copy of this template may do without Kubernetes, say. */
function hasPlace(root: string, file: string, name: string): boolean {
  const folder = dirname(file)
  return (
    file.startsWith('apps/') || existsSync(join(root, basename(folder) === name ? dirname(folder) : folder))
  )
}
