import { api, servedBy } from './api.ts'

/**
 * For each service, a GET without parameters that it serves. Nothing is known of the services: the OpenAPI document
 * lists the paths, and `Server-Timing` names the service that the gateway called for each.
 */
export async function findServicePaths(): Promise<Map<string, string>> {
  const { body } = await api.get('/api/openapi.json').expect(200)
  const found = new Map<string, string>()
  for (const [path, methods] of Object.entries<object>(body.paths)) {
    if (!('get' in methods) || path.includes('{')) continue
    const [, service] = Object.keys(servedBy(await api.get(path)))
    if (service) found.set(service, path)
  }
  return found
}
