import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// biome-ignore lint/suspicious/noExplicitAny: JSON of many shapes.
type Json = any

/** What JSON files, which have no comments, have of the shop. Biome formats them afterwards. */
const CHANGES: Record<string, (value: Json) => void> = {
  'package.json'({ scripts, workspaces }) {
    for (const script of ['explain', 'crash-test', 'start-clean']) delete scripts[script]
    drop(workspaces, (folder) => ['crash-points', 'verify/*'].includes(folder))
  },
  'apps/gateway/package.json': ({ dependencies }) => void delete dependencies['@slipway/telemetry'],
  'apps/gateway/tsconfig.json'(config) {
    delete config.exclude
    drop(config.references, ({ path }) => /page|telemetry/.test(path))
  },
  'acceptance/package.json': ({ dependencies }) => void delete dependencies['@slipway/contracts'],
  'acceptance/tsconfig.json'({ include, references }) {
    drop(include, (folder) => folder === 'crash')
    drop(references, ({ path }) => path.endsWith('/contracts'))
  },
  'libs/testing/package.json': ({ exports }) => void delete exports['./shop'],
  'docker/observe/grafana/dashboard.json': ({ panels }) =>
    drop(panels, ({ title, targets = [] }) =>
      [title, ...targets.map(({ expr }: Json) => expr)].some((text) =>
        /\borders\b|_orders?_|_orders\b|_recoveries_/i.test(text),
      ),
    ),
}

/** Takes the shop out of the JSON files that are there. */
export function changeManifests(root: string): void {
  for (const [file, change] of Object.entries(CHANGES)) {
    const path = join(root, file)
    if (!existsSync(path)) continue
    const value = JSON.parse(readFileSync(path, 'utf8'))
    change(value)
    writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
  }
}

function drop(list: Json[], isGone: (one: Json) => boolean): void {
  list.splice(0, list.length, ...list.filter((one) => !isGone(one)))
}
