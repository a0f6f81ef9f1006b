import { settingName } from '@slipway/contracts'
import type { SettingPrefix } from './call-settings.ts'
import type { CallerTokenLog } from './caller-token-expiry.ts'
import type { UpstreamSettings } from './settings.ts'
import { createUpstream, type Upstream, type UpstreamOptions } from './upstream.ts'
import { parseUpstreamUrls } from './upstream-urls.ts'

/** The values of `callSettings(name)` and of `UpstreamSettings`. */
export type OpenUpstreamSettings<Name extends string> = UpstreamSettings &
  Record<`${SettingPrefix<Name>}_URL`, string> &
  Record<`${SettingPrefix<Name>}_TIMEOUT_MS`, number>

/**
 * Opens the service `name` at the addresses that the settings give. Close it when the app closes.
 * @throws StartupError that names the setting, where a URL is malformed.
 */
export async function openUpstream<Name extends string>(
  name: Name,
  settings: OpenUpstreamSettings<Name>,
  log: CallerTokenLog,
  options: Pick<UpstreamOptions, 'outside'> = {},
): Promise<Upstream> {
  const values = settings as Record<string, unknown>
  const url = settingName(name, 'URL')
  const timeout = values[settingName(name, 'TIMEOUT_MS')] as number
  return createUpstream({
    service: name,
    urls: parseUpstreamUrls(url, values[url] as string),
    timeout,
    settings,
    log,
    ...options,
  })
}
