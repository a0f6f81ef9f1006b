import { join } from 'node:path'
import { readServices } from './read-services.ts'
import type { PublicService, Service } from './service.ts'

/** The folder of the repository; in a container, of the part of it that the image holds. */
export const ROOT = join(import.meta.dirname, '../../..')

/** The one list of the apps: each describes itself in its package.json, next to its sources. */
export const SERVICES: Service[] = readServices(ROOT)

/** Their names. */
export const APPS: string[] = SERVICES.map(({ name }) => name)

/** The services that the published app routes to. */
export const PUBLIC_SERVICES = SERVICES.filter(
  (service): service is PublicService => service.path !== undefined,
)
