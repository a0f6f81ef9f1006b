import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { UpstreamSettings } from '../src/index.ts'

test('every setting has a default', () => {
  expect(Value.Default(Type.Object(UpstreamSettings), {})).toEqual({
    CONNECT_TIMEOUT_MS: 250,
    ATTEMPTS: 2,
    RETRY_BUDGET_PERCENT: 20,
    EJECTION_MS: 1_000,
    BREAKER_FAILURES: 10,
    MAX_IN_FLIGHT_PER_UPSTREAM: 96,
    BREAKER_OPEN_MS: 1_000,
  })
})
