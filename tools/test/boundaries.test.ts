import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ROOT } from '../src/service-process.ts'

let planted: string | undefined
afterEach(() => planted && rmSync(planted, { force: true }))

/** Lints one file that holds one import, in a place where it does not belong. */
function lint(folder: string, specifier: string): { status: number | null; output: string } {
  planted = join(ROOT, folder, 'planted-import.ts')
  writeFileSync(planted, `import '${specifier}'\n`)
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/biome'), ['lint', planted], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

test.each([
  ['apps/orders/src', '@slipway/catalog'],
  ['apps/orders/src', '../../catalog/src/app.ts'],
  ['apps/gateway/src', '../../orders/src/app.ts'],
  ['apps/catalog/src', '../../gateway/src/app.ts'],
  ['libs/store/src', '@slipway/orders'],
  ['libs/store/src', '../../../apps/orders/src/app.ts'],
])('in %s an import of %s fails lint', (folder, specifier) => {
  const { status, output } = lint(folder, specifier)
  expect(status).not.toBe(0)
  expect(output).toContain('noRestrictedImports')
})

test('an import of a lib does not', () => {
  expect(lint('apps/orders/src', '@slipway/store').status).toBe(0)
})
