import { portSetting, ServiceSettings } from '@slipway/service-kit'
import { RetentionSetting, StoreSettings } from '@slipway/store'
import { callSettings, UpstreamSettings } from '@slipway/upstream'
import { type Static, Type } from 'typebox'
import manifest from '../package.json' with { type: 'json' }

const milliseconds = (value: number, description: string) =>
  Type.Integer({ default: value, minimum: 1, maximum: 60_000, description })

const limit = (value: number, description: string) =>
  Type.Integer({ default: value, minimum: 0, maximum: 1_000_000, description })

export const Settings = Type.Object({
  ...ServiceSettings,
  ...portSetting(manifest.service.port),
  ...StoreSettings('sqlite:.data/orders.db'),
  ...RetentionSetting,
  ...callSettings('catalog', 500),
  ...UpstreamSettings,
  RECOVERY_AFTER_MS: milliseconds(
    3_000,
    'how long recovery leaves an order to its own request; longer than the deadline of any request',
  ),
  RECOVERY_INTERVAL_MS: milliseconds(500, 'interval at which recovery claims due orders'),
  MAX_OPEN_ORDERS_PER_SUBJECT: limit(
    20,
    'orders of one customer that wait for catalog; more are rejected with 429; 0 disables',
  ),
  MAX_OPEN_PIECES_PER_SUBJECT: limit(
    2_000,
    'pieces in orders of one customer that wait for catalog; more are rejected with 429; 0 disables',
  ),
})
export type Settings = Static<typeof Settings>
