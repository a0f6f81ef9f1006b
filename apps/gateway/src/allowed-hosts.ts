import { isLoopback, LOOPBACK } from '@slipway/service-kit'

/**
 * The hosts that requests may be for; undefined for any. A gateway on loopback is meant for this machine, but a page in
 * its browser could reach it under a name of its own that it lets point there (DNS rebinding).
 */
export function allowedHosts(settings: { HOST: string; ALLOWED_HOSTS?: string }): string[] | undefined {
  if (settings.ALLOWED_HOSTS) return settings.ALLOWED_HOSTS.split(',')
  return isLoopback(settings.HOST) ? LOOPBACK : undefined
}
