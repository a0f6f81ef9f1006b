import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { expect, test } from 'vitest'
import { copyOfRepository, copyOfSources, installFromCheckout } from '../src/index.ts'

const real = (...path: string[]) => realpathSync(join(...path))

test('in a copy of the repository, projects are those of the copy, and packages those of the checkout', async () => {
  using copy = await copyOfRepository()
  const modules = join(copy.path, 'node_modules')
  expect(real(modules, '@slipway/tools')).toBe(real(copy.path, 'tools'))
  expect(real(modules, 'vitest')).toBe(real(ROOT, 'node_modules/vitest'))
  expect(real(modules, '.bin/vitest')).toBe(real(ROOT, 'node_modules/.bin/vitest'))
  expect(readdirSync(modules).filter((name) => name.startsWith('.'))).toEqual(['.bin', '.package-lock.json'])
})

test('a copy of the sources has what git has or would add, and is removed at the end of the block', async () => {
  let path = ''
  {
    using copy = await copyOfSources()
    path = copy.path
    expect(existsSync(join(path, 'verify/harness/test/repository-copy.test.ts'))).toBe(true)
    expect(existsSync(join(path, 'node_modules'))).toBe(false)
  }
  expect(existsSync(path)).toBe(false)
})

test('what npm changes in a copy with the packages of the checkout does not change the checkout', async () => {
  using copy = await copyOfSources()
  await installFromCheckout(copy)
  const modules = join(copy.path, 'node_modules')
  expect(readdirSync(modules)).toEqual(
    expect.arrayContaining(readdirSync(join(ROOT, 'node_modules')).filter(isPackage)),
  )
  expect(real(modules, '@slipway/tools')).toBe(real(copy.path, 'tools'))
  const state = join(ROOT, 'node_modules/.package-lock.json')
  const before = readFileSync(state, 'utf8')
  writeFileSync(join(modules, '.package-lock.json'), '')
  expect(readFileSync(state, 'utf8')).toBe(before)
})

const isPackage = (name: string) => !name.startsWith('.')
