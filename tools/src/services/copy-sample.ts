import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NewService } from './new-service.ts'
import { rename, renameCallee } from './spellings.ts'

/** The service that is copied. */
export const SAMPLE = 'templates/sample-app'

/** A line that is copied only to a service that `calls` another one or makes `no calls`, has a `store` or `no store`. */
const MARKED_LINE = /(.*\S) *(?:\/\/|#) add-service: ([a-z ,]+)$/
/** Files that are about calls, a store, or what a service does without one. */
const CALLS = /callee-service-client|start-callee|callees\.test/
const STORE =
  /open-store|open\.ts|keys\.ts|migrations|\.lua$|spare-part|start-with-users|who-may|invalid-requests|store-url|test\/callees|acceptance\/test\/sample-app/
const NO_STORE = /computed-part|without-store/

/**
 * The files of a new service, by path: the sample's with other words, in apps/NAME, and those below its folder `places`
 * at the same place in the repository.
 * @param files the files of the sample, below its folder
 */
export function copySample(root: string, files: string[], service: NewService): Map<string, string> {
  const [callee] = service.calls
  const renamed = (text: string) => rename(callee ? renameCallee(text, callee.name) : text, service)
  const { store } = service
  const unwanted = [...(callee ? [] : [CALLS]), store ? NO_STORE : STORE]
  const copied = files.filter((file) => file !== 'README.md' && !unwanted.some((one) => one.test(file)))
  const made = copied.map((file): [string, string] => {
    const place = file.replace('/without-store/', '/')
    const path = place.startsWith('places/') ? place.slice('places/'.length) : `apps/${service.name}/${place}`
    const lines = readFileSync(join(root, SAMPLE, file), 'utf8').split('\n')
    const selected = lines.flatMap((line) => selectLine(line, service))
    const text = renamed(withNumbers(selected.join('\n'), service))
    return [renamed(path), file === 'package.json' ? describeService(text, service) : text]
  })
  return new Map(made)
}

/** @returns the line without its mark, or nothing */
function selectLine(line: string, { calls, store }: NewService): string[] {
  const [, text, conditions] = MARKED_LINE.exec(line) ?? []
  const callsOthers = calls.length > 0
  const holds: Record<string, boolean> = {
    ...{ calls: callsOthers, 'no calls': !callsOthers },
    ...{ store, 'no store': !store },
  }
  if (text !== undefined) return conditions!.split(', ').every((one) => holds[one]) ? [text] : []
  // In JSON and Dockerfiles, where no comment can end a line, it is the lib that says so.
  const [, lib] = /\blibs\/(upstream|store)\b/.exec(line) ?? []
  return (lib === 'upstream' && calls.length === 0) || (lib === 'store' && !store) ? [] : [line]
}

/** Puts ports in place of those of the sample, and of the service that it calls; and the timeout of that. */
function withNumbers(text: string, { port, calls: [callee] }: NewService): string {
  const own = text.replaceAll(/\b3000\b/g, String(port))
  if (!callee) return own
  return withTimeout(own.replaceAll(/\b3999\b/g, String(callee.port)), callee.timeoutMs)
}

const withTimeout = (text: string, timeoutMs: number) =>
  text.replace("callSettings('callee-service', 500)", `callSettings('callee-service', ${timeoutMs})`)

/** The lines that a file of the sample has because it calls another service, for this one. */
export function linesOfCall(root: string, file: string, callee: string, timeoutMs: number): string[] {
  const lines = readFileSync(join(root, SAMPLE, file), 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [, text, conditions] = MARKED_LINE.exec(line) ?? []
    return conditions === 'calls' ? [renameCallee(withTimeout(text!, timeoutMs), callee).trim()] : []
  })
}

/** For one attempt to call a new service, in ms. It may call another one twice, and the gateway gives up before its client does. */
export const timeoutOf = ([callee]: NewService['calls']) =>
  callee ? Math.min(2_500, 200 + 2 * callee.timeoutMs) : 500

/** Writes the field `service`, and the dependencies. */
function describeService(text: string, { port, replicas, store, path, calls }: NewService): string {
  const manifest = JSON.parse(text)
  const names = calls.map(({ name }) => name)
  const timeoutMs = timeoutOf(calls)
  const ifStored = store && { store }
  manifest.service = {
    port,
    replicas,
    ...ifStored,
    path,
    timeoutMs,
    ...(names.length > 0 && { calls: names }),
  }
  if (names.length === 0) delete manifest.dependencies['@slipway/upstream']
  if (!store) for (const name of ['@slipway/store', 'ioredis']) delete manifest.dependencies[name]
  return `${JSON.stringify(manifest, null, 2)}\n`
}
