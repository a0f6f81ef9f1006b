import { ServiceSettings } from '@slipway/service-kit'
import { StoreSettings } from '@slipway/store'
import { UpstreamSettings } from '@slipway/upstream'
import { type Static, Type } from 'typebox'

const milliseconds = (value: number, description: string) =>
  Type.Integer({ default: value, minimum: 1, maximum: 60_000, description })

export const Settings = Type.Object({
  ...ServiceSettings,
  PORT: Type.Integer({ default: 3002, minimum: 0, maximum: 65_535, description: 'port to listen on' }),
  ...StoreSettings('sqlite:.data/orders.db'),
  CATALOG_URL: Type.String({
    description:
      'where catalog is: http://HOST:PORT, several with commas; a name stands for all its addresses',
  }),
  CATALOG_TIMEOUT_MS: milliseconds(500, 'for one attempt at catalog'),
  ...UpstreamSettings,
  RECOVERY_AFTER_MS: milliseconds(
    3_000,
    'when recovery first looks at an order: after every deadline of its request',
  ),
  RECOVERY_INTERVAL_MS: milliseconds(500, 'how often recovery looks for orders that are due'),
})
export type Settings = Static<typeof Settings>
