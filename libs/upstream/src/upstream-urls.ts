import { StartupError } from '@slipway/service-kit'

/**
 * Reads a setting such as `http://127.0.0.1:8081,http://127.0.0.1:8082` or `http://catalog:3000`, where a
 * name stands for all its addresses.
 * @throws StartupError that names the setting.
 */
export function parseUpstreamUrls(setting: string, value: string): URL[] {
  return value.split(',').map((part) => {
    const url = URL.parse(part.trim())
    if (url?.protocol === 'http:' && url.href === `${url.origin}/`) return url
    throw new StartupError(
      `${setting} holds "${part.trim()}", which is no address of a service. Set it to http://HOST:PORT, several with commas between them.`,
    )
  })
}
