import { portSetting, ServiceSettings } from '@slipway/service-kit'
import { StoreSettings } from '@slipway/store' // add-service: store
import { callSettings, UpstreamSettings } from '@slipway/upstream' // add-service: calls
import { type Static, Type } from 'typebox'
import manifest from '../package.json' with { type: 'json' }

export const Settings = Type.Object({
  ...ServiceSettings,
  ...portSetting(manifest.service.port),
  ...StoreSettings('sqlite:.data/sample-app.db'), // add-service: store
  ...callSettings('callee-service', 500), // add-service: calls
  ...UpstreamSettings, // add-service: calls
})
export type Settings = Static<typeof Settings>
