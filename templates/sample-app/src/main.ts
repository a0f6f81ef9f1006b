import { runService } from '@slipway/service-kit'
import { buildApp } from './app.ts'
import { Settings } from './config.ts'

await runService('sample-app', Settings, buildApp)
