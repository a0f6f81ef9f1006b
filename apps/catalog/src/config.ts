import { ServiceSettings } from '@slipway/service-kit'
import { StoreSettings } from '@slipway/store'
import { type Static, Type } from 'typebox'

export const Settings = Type.Object({
  ...ServiceSettings,
  PORT: Type.Integer({ default: 3001, minimum: 0, maximum: 65_535, description: 'port to listen on' }),
  ...StoreSettings('sqlite:.data/catalog.db'),
  CURRENCY: Type.String({
    default: 'EUR',
    pattern: '^[A-Z]{3}$',
    description: 'ISO 4217 code of all prices; change it only with empty data',
  }),
  SEED: Type.Optional(
    Type.Enum(['demo'], { description: '"demo" puts twenty products with stock in, once' }),
  ),
})
export type Settings = Static<typeof Settings>
