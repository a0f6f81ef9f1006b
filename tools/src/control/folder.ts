import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '@slipway/services'
import { address, type ServiceSpec } from '../service-process.ts'

/** Where a running `npm start` has its files: one folder for each port, as it may run several times. */
export const controlFolder = (data: string, port: number): string => join(data, `npm-start-${port}`)

/** The socket on which `npm start` is controlled; relative where that is shorter, as its path may have 100 characters. */
export function controlSocket(folder: string): string {
  const path = join(folder, 'control.sock')
  const fromRoot = relative(ROOT, path) // every process here runs in the root
  return fromRoot.length < path.length ? fromRoot : path
}

/** The setting of a caller for a service whose addresses are in a file of this folder. */
export const addressFile = (folder: string, service: string): string =>
  pathToFileURL(join(folder, `${service}.addresses`)).href.replaceAll(',', '%2C')

/** Writes the addresses of all instances; their callers read them every second (libs/upstream: address-file.ts). */
export function writeAddresses(folder: string, specs: ServiceSpec[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [app, instances] of Map.groupBy(specs, ({ app }) => app)) {
    const file = join(folder, `${app}.addresses`)
    writeFileSync(`${file}.new`, instances.map((spec) => `${address(spec)}\n`).join(''))
    renameSync(`${file}.new`, file) // nobody reads half of it
  }
}
