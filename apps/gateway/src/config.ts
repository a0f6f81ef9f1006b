import { ServiceSettings } from '@slipway/service-kit'
import { UpstreamSettings } from '@slipway/upstream'
import { type Static, Type } from 'typebox'

const upstream = (name: string) =>
  Type.String({
    description: `where ${name} is: http://HOST:PORT, several with commas; a name stands for all its addresses`,
  })
const timeout = (value: number, name: string) =>
  Type.Integer({
    default: value,
    minimum: 0,
    maximum: 60_000,
    description: `for one attempt at ${name}; 0 for any time`,
  })

export const Settings = Type.Object({
  ...ServiceSettings,
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65_535, description: 'port to listen on' }),
  DEADLINE_MS: Type.Integer({
    default: 3_000,
    minimum: 0,
    maximum: 60_000,
    description: 'for a request in all, retries and services behind services included; 0 for any time',
  }),
  CATALOG_URL: upstream('catalog'),
  CATALOG_TIMEOUT_MS: timeout(500, 'catalog'),
  ORDERS_URL: upstream('orders'),
  // Longer than catalog's: orders asks catalog up to twice on the way.
  ORDERS_TIMEOUT_MS: timeout(1_200, 'orders'),
  ...UpstreamSettings,
})
export type Settings = Static<typeof Settings>
