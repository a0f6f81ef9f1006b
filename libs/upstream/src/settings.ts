import { type Static, Type } from 'typebox'

const integer = (value: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: value, minimum, maximum, description })

/** The settings of every caller: what it does when instances of the services that it calls fail. */
export const UpstreamSettings = {
  CONNECT_TIMEOUT_MS: integer(250, 0, 60_000, 'timeout for connecting to an instance; 0 disables'),
  ATTEMPTS: integer(2, 1, 5, 'attempts per request, each on another instance; 1 disables retries'),
  RETRY_BUDGET_PERCENT: integer(20, 0, 100, 'maximum of retries, as a share of the requests'),
  EJECTION_MS: integer(1_000, 0, 60_000, 'how long a failed instance is skipped the first time; 0 disables'),
  BREAKER_FAILURES: integer(
    10,
    0,
    1_000,
    'requests in a row without a response that open the breaker; 0 disables',
  ),
  MAX_IN_FLIGHT_PER_UPSTREAM: integer(
    96,
    0,
    100_000,
    'requests in flight to one service, so that one that hangs leaves room for the others; 0 disables',
  ),
  BREAKER_OPEN_MS: integer(1_000, 1, 60_000, 'how long the breaker stays open before a trial request'),
  CALLER_TOKEN_FILE: Type.Optional(
    Type.String({
      description:
        'file with the token that proves this process to the services that it calls; {service} stands for their names',
    }),
  ),
}
const Settings = Type.Object(UpstreamSettings)
export type UpstreamSettings = Static<typeof Settings>
