import { isIP } from 'node:net'
import { SettingError } from './setting-error.ts'

/**
 * Parses a setting such as `http://127.0.0.1:8081,http://127.0.0.1:8082` or `http://items:3000`, where a
 * host name stands for all its addresses; or `file:///path`, a file with an address on each line.
 * @throws StartupError that names the setting.
 */
export function parseUpstreamUrls(setting: string, value: string): URL[] {
  return value.split(',').map((part) => {
    const url = URL.parse(part.trim())
    const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
    if (isHttp && url.href === `${url.origin}/`) return url
    if (url?.protocol === 'file:') return url
    throw new SettingError(
      `${setting} contains "${part.trim()}", which is not the URL of a service. Set it to http://HOST:PORT or https://HOST:PORT, several separated by commas.`,
    )
  })
}

/**
 * The name that the certificate of a service must have: instances are called by address, so no URL says it any more.
 * @throws StartupError where there are several.
 */
export function serverName(service: string, urls: URL[]): string | undefined {
  const hosts = urls.filter(({ protocol }) => protocol === 'https:').map(({ hostname }) => hostname)
  // A certificate may be for an address, too; then that is compared.
  const names = new Set(hosts.filter((host) => !isIP(host.replace(/^\[|\]$/g, ''))))
  if (names.size <= 1) return [...names][0]
  throw new SettingError(
    `The https URLs of ${service} name several hosts: ${[...names].join(', ')}. Use one name.`,
  )
}
