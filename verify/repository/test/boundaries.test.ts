import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Copy, copyOfRepository, PROOF_PACKAGES } from '@slipway/harness'
import { APPS } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { LIBS } from '@slipway/tools'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

const [app, otherApp] = APPS as [string, string]
const [lib, otherLib] = LIBS as [string, string]

let copy: Copy
let planted: string
beforeAll(async () => {
  copy = await copyOfRepository()
})
afterAll(() => copy[Symbol.dispose]())
afterEach(() => rmSync(planted, { force: true }))

/** Writes a file with one import into a folder of the copy. */
function plant(folder: string, specifier: string): string {
  planted = join(copy.path, folder, 'planted-import.ts')
  mkdirSync(dirname(planted), { recursive: true })
  writeFileSync(planted, `import '${specifier}'\n`)
  return planted
}

describe('lint', () => {
  const lint = (file: string) =>
    runCommand(join(copy.path, 'node_modules/.bin/biome'), ['lint', file], { cwd: copy.path })

  test.each([
    // an app
    [`apps/${app}/src`, `../../${otherApp}/src/app.ts`],
    [`apps/${app}/src/deep/er`, `../../../../${otherApp}/src/app.ts`],
    [`apps/${app}/test`, `../../${otherApp}/test/open.ts`],
    [`${lib}/src`, `../../../apps/${app}/src/app.ts`],
    ['tools/src', `../../apps/${app}/src/app.ts`],
    ['acceptance/test', `../../apps/${app}/src/app.ts`],
    ['acceptance/test', '@slipway/orders/src/app.ts'],
    [`${lib}/src`, '@slipway/orders/src/app.ts'],
    ['crash-points/src', `../../apps/${app}/src/app.ts`],
    // a lib, by its path
    [`${lib}/src`, `../../${otherLib.replace('libs/', '')}/src/index.ts`],
    // what verifies the product
    [`apps/${app}/test`, '../../../verify/harness/src/index.ts'],
    [`${lib}/test`, '../../../verify/harness/src/index.ts'],
    ['tools/src', '../../verify/harness/src/index.ts'],
    ['acceptance/test', '../../verify/harness/src/index.ts'],
    ['crash-points/test', '../../verify/harness/src/index.ts'],
  ])('fails in %s with an import of %s', async (folder, specifier) => {
    const { code, stdout, stderr } = await lint(plant(folder, specifier))
    expect(stdout + stderr).toContain('noRestrictedImports')
    expect(code).not.toBe(0)
  })

  test.each([
    [`apps/${app}/src`, '@slipway/service-kit'],
    [`apps/${app}/test`, '../src/app.ts'],
    [`apps/${app}/test/deep`, '../../src/app.ts'],
    ['verify/harness/src', '../../../tools/src/run.ts'],
    ['crash-points/src', '@slipway/orders/src/app.ts'],
  ])('passes in %s with an import of %s', async (folder, specifier) => {
    expect(await lint(plant(folder, specifier))).toMatchObject({ code: 0 })
  })
})

test.each(APPS)('an import of the package @slipway/%s fails, as it exports nothing', async (name) => {
  const { code, stderr } = await runCommand(process.execPath, [plant('tools/src', `@slipway/${name}`)])
  expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
  expect(code).toBe(1)
})

describe('the product', () => {
  const proof = new RegExp(`['"](${PROOF_PACKAGES.join('|')})['"/]`)
  /** The files outside of verify/ that name a package in it: an import, or a dependency in package.json. */
  const filesWithProof = () =>
    globSync('**/{*.{ts,cjs,mjs,js},package.json}', {
      cwd: copy.path,
      exclude: (name) => ['node_modules', 'verify'].includes(name),
    }).filter((file) => proof.test(readFileSync(join(copy.path, file), 'utf8')))

  test('does not load the validators of typebox: Ajv is loaded anyway', () => {
    const files = globSync('{apps/*,libs/*,tools}/src/**/*.ts', { cwd: copy.path })
    const imports = (file: string) => /from .typebox\/./.test(readFileSync(join(copy.path, file), 'utf8'))
    expect(files.length).toBeGreaterThan(100)
    expect(files.filter(imports)).toEqual([])
  })

  test('imports no package that verifies it', () => {
    expect(filesWithProof()).toEqual([])
  })

  test.each(PROOF_PACKAGES)('with an import of %s is found', (name) => {
    for (const folder of ['apps', 'libs', 'tools', 'acceptance', 'crash-points']) {
      const file = plant(folder, name)
      expect(filesWithProof()).toEqual([join(folder, 'planted-import.ts')])
      rmSync(file)
    }
  })
})
