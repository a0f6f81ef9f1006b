import { slowExpressions } from '@slipway/testing'
import { expect, test } from 'vitest'

const LIBS = ['contracts', 'service-kit', 'store']

test('no regular expression of the app and its libs needs more than linear time', () => {
  expect(slowExpressions('src', ...LIBS.map((lib) => `../../libs/${lib}/src`))).toEqual([])
})
