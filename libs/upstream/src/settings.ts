import { type Static, Type } from 'typebox'

const integer = (value: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: value, minimum, maximum, description })

/** How calls to another service hold when its instances fail: the settings that every caller has. */
export const UpstreamSettings = {
  CONNECT_TIMEOUT_MS: integer(250, 0, 60_000, 'for being on a connection to an instance; 0 for any time'),
  ATTEMPTS: integer(2, 1, 5, 'instances asked for one request at the most; 1 switches retries off'),
  RETRY_BUDGET_PERCENT: integer(20, 0, 100, 'retries, as a share of the requests'),
  EJECTION_MS: integer(
    1_000,
    0,
    60_000,
    'how long an instance that failed is passed over first; 0 for never',
  ),
  BREAKER_FAILURES: integer(
    10,
    0,
    1_000,
    'requests in a row without an answer that open the breaker; 0 for never',
  ),
  BREAKER_OPEN_MS: integer(1_000, 1, 60_000, 'how long the breaker stays open before it tries again'),
}
const Settings = Type.Object(UpstreamSettings)
export type UpstreamSettings = Static<typeof Settings>
