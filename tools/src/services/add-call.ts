import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { settingName } from '@slipway/contracts'
import type { Service } from '@slipway/services'
import { linesOfCall, SAMPLE } from './copy-sample.ts'
import { camelCase, renameCallee } from './spellings.ts'
import { addUpstreamLib } from './upstream-lib.ts'

/**
 * Names a service among those that another one calls, and gives that one a client for it, and the lib that this needs.
 * @returns what is left to do by hand: a line each
 */
export function addCall(root: string, caller: string, callee: string): string[] {
  const manifestFile = join(root, 'apps', caller, 'package.json')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  const calls = new Set([...(manifest.service.calls ?? []), callee])
  manifest.service.calls = [...calls]
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)

  const client = join(root, clientOf(caller, callee))
  const sample = readFileSync(join(root, SAMPLE, 'src/callee-service-client.ts'), 'utf8')
  if (!existsSync(client)) writeFileSync(client, renameCallee(sample, callee))
  return addUpstreamLib(root, caller)
}

/** Where the client is. */
const clientOf = (caller: string, callee: string) => `apps/${caller}/src/${callee}-client.ts`

/**
 * What the code of the caller still lacks: only a person knows when it is to call.
 * @param caller as it was before
 */
export function stepsOf(root: string, caller: Service, callee: string, timeoutMs: number): string[] {
  const { name, calls } = caller
  const first = calls.length === 0
  const upstream = camelCase(callee)
  const further = {
    config: [`...callSettings('${callee}', ${timeoutMs}),`],
    app: [
      `const ${upstream} = await openUpstream('${callee}', settings, logger)`,
      `upstreams: [..., ${upstream}]`,
      `await ${upstream}.close()`,
    ],
  }
  const lines = (file: 'config' | 'app') =>
    first ? linesOfCall(root, `src/${file}.ts`, callee, timeoutMs) : further[file]
  const tests = `${settingName(callee, 'URL')}, in each test/start-*.ts that reads the settings`
  return [
    `${name} does not call ${callee} yet:`,
    ...step('package.json', [`a longer timeoutMs, by what it may wait for ${callee}`]),
    ...step('src/config.ts', lines('config')),
    ...step('src/app.ts', lines('app')),
    ...step('where it calls', [`the client in ${clientOf(name, callee)}`]),
    ...step('its tests', [tests, ...(first ? ["'upstream', in test/slow-expressions.test.ts"] : [])]),
    ...(first ? [`The lines of ${SAMPLE} that end in "add-service: calls" show where these belong.`] : []),
  ]
}

const step = (where: string, lines: string[]) =>
  lines.map((line, i) => `  ${(i === 0 ? where : '').padEnd(14)}  ${line}`)
