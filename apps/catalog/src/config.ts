import { portSetting, ServiceSettings } from '@slipway/service-kit'
import { RetentionSetting, StoreSettings } from '@slipway/store'
import { type Static, Type } from 'typebox'
import manifest from '../package.json' with { type: 'json' }

export const Settings = Type.Object({
  ...ServiceSettings,
  ...portSetting(manifest.service.port),
  ...StoreSettings('sqlite:.data/catalog.db'),
  ...RetentionSetting,
  CURRENCY: Type.String({
    default: 'EUR',
    pattern: '^[A-Z]{3}$',
    description: 'ISO 4217 code of all prices; change it only while the store is empty',
  }),
  SEED: Type.Optional(
    Type.Enum(['demo'], { description: '"demo" inserts twenty products with stock, once' }),
  ),
})
export type Settings = Static<typeof Settings>
