import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLE } from './copy-sample.ts'
import { camelCase, renameCallee } from './spellings.ts'

/** Names a service among those that another one calls, and gives that one a client for it. */
export function addCall(root: string, caller: string, callee: string): void {
  const manifestFile = join(root, 'apps', caller, 'package.json')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  const calls = new Set([...(manifest.service.calls ?? []), callee])
  manifest.service.calls = [...calls]
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)

  const client = join(root, clientOf(caller, callee))
  const sample = readFileSync(join(root, SAMPLE, 'src/callee-service-client.ts'), 'utf8')
  if (!existsSync(client)) writeFileSync(client, renameCallee(sample, callee))
}

/** Where the client is. */
const clientOf = (caller: string, callee: string) => `apps/${caller}/src/${callee}-client.ts`

/** What the code of the caller still lacks: only a person knows when it is to call. */
export function stepsOf(caller: string, callee: string, timeoutMs: number): string[] {
  const name = camelCase(callee)
  return [
    `${caller} does not call ${callee} yet:`,
    `  package.json    a longer timeoutMs, by what it may wait for ${callee}`,
    `  src/config.ts   ...callSettings('${callee}', ${timeoutMs}),`,
    `  src/app.ts      const ${name} = await openUpstream('${callee}', settings, logger)`,
    `                  upstreams: [..., ${name}]`,
    `                  await ${name}.close()`,
    `  where it calls  the client in ${clientOf(caller, callee)}`,
    `  its tests       an address for ${callee}, where they start ${caller}`,
  ]
}
