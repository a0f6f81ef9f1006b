import { LIBS, libsOf } from '@slipway/tools'
import { expect, test } from 'vitest'
import { PROOF_PACKAGES } from '../src/index.ts'

test('finds the libs that a project uses through others, and with `development` those of its tests', () => {
  expect(libsOf('libs/store')).toContain('libs/contracts')
  expect(libsOf('libs/store')).not.toContain('libs/testing')
  expect(libsOf('libs/store', true)).toContain('libs/testing')
})

test('finds every lib and every package that verifies the product', () => {
  expect(LIBS).toContain('libs/services')
  expect(PROOF_PACKAGES).toContain('@slipway/harness')
})
