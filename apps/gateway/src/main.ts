import { runService } from '@slipway/service-kit'
import { PUBLIC_SERVICES } from '@slipway/services'
import { buildApp } from './app.ts'
import { gatewaySettings } from './config.ts'

await runService(
  'gateway',
  gatewaySettings(PUBLIC_SERVICES),
  (settings, logger) => buildApp(PUBLIC_SERVICES, settings, logger),
  { published: true },
)
