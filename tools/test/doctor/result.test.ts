import { expect, test } from 'vitest'
import { compareVersion } from '../../doctor/result.cjs'

test.each([
  ['v20.0.0', '>=20', 'ok'],
  ['v19.9.9', '>=20', 'too old'],
  ['v20', '>=20', 'wrong'],
  ['Docker Compose version v2.9.0', '>=2.25', 'too old'],
  ['Docker Compose version v2.25.0', '>=2.25', 'ok'],
  ['Docker Compose version 5.0.1', '>=2.25', 'ok'],
  ['v1.30.0+k3s1', '>=1.30', 'ok'],
  ['', '>=1.30', 'wrong'],
])('the version in "%s", where %s is needed, is %s', (text, minimum, state) => {
  expect(compareVersion(text, minimum).state).toBe(state)
})
