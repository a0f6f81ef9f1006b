import { readSettings } from '@slipway/service-kit'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { UpstreamSettings } from '../src/index.ts'

test('what is not set has its default', () => {
  expect(readSettings(Type.Object(UpstreamSettings), {})).toEqual({
    CONNECT_TIMEOUT_MS: 250,
    ATTEMPTS: 2,
    RETRY_BUDGET_PERCENT: 20,
    EJECTION_MS: 1_000,
    BREAKER_FAILURES: 10,
    BREAKER_OPEN_MS: 1_000,
  })
})
