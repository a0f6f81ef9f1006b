import { portSetting, ServiceSettings, TrustedProxiesSetting } from '@slipway/service-kit'
import type { PublicService } from '@slipway/services'
import { type CallSettings, callSettings, UpstreamSettings } from '@slipway/upstream'
import { type Static, Type } from 'typebox'
import manifest from '../package.json' with { type: 'json' }
import { LessonsControlSetting } from './lessons/settings.ts'
import { PageSettings } from './page/settings.ts' // start-clean removes this line
import { RateLimitSettings } from './rate-limits.ts'

/** The gateway's settings; for each service behind it, `NAME_URL` (required) and `NAME_TIMEOUT_MS`. */
export const gatewaySettings = (services: PublicService[]) =>
  Type.Object({
    ...ServiceSettings,
    ...TrustedProxiesSetting,
    ...portSetting(manifest.service.port),
    ALLOWED_HOSTS: Type.Optional(
      Type.String({
        pattern: '^[^,\\s]+(,[^,\\s]+)*$',
        description:
          'host names that requests may be for, separated by commas; default: on a loopback HOST its own names, else any',
      }),
    ),
    DEADLINE_MS: Type.Integer({
      default: 3_000,
      minimum: 0,
      maximum: 60_000,
      description: 'deadline of a request, retries and calls between services included; 0 disables',
    }),
    ...PageSettings, // start-clean removes this line
    ...LessonsControlSetting,
    ...RateLimitSettings,
    ...callSettingsOf(services),
    ...UpstreamSettings,
  })
export type Settings = Static<ReturnType<typeof gatewaySettings>>

const callSettingsOf = (services: PublicService[]): CallSettings<string> =>
  Object.assign({}, ...services.map(({ name, timeoutMs }) => callSettings(name, timeoutMs)))
