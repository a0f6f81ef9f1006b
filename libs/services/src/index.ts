export { APPS, PUBLIC_SERVICES, ROOT, SERVICES } from './list.ts'
export { checkCalls, readServices, ServiceManifestError } from './read-services.ts'
export type { PublicService, Service } from './service.ts'
