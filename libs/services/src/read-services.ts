import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import type { Static } from 'typebox'
import { type Service, ServiceManifest } from './service.ts'

const isServiceManifest = new Ajv().compile<Static<typeof ServiceManifest>>(ServiceManifest)

/** An app that describes itself wrongly; the message names the file and the field. */
export class ServiceManifestError extends Error {
  override name = 'ServiceManifestError'
}

/**
 * Reads the apps below a folder, by name.
 * @throws ServiceManifestError where one does not describe itself.
 */
export function readServices(root: string): Service[] {
  const files = globSync('apps/*/package.json', { cwd: root }).sort()
  const services = files.map((file) => readService(root, file))
  // The published app calls whatever is public: no list of it is written down.
  const isPublic = ({ path }: Service) => path !== undefined
  return services.map((service) =>
    service.published ? { ...service, calls: services.filter(isPublic).map(({ name }) => name) } : service,
  )
}

/**
 * Checks that every app that is called is among them. An image holds only the apps that its own one needs, so this is
 * for those who see the whole repository.
 * @throws ServiceManifestError
 */
export function checkCalls(services: Service[]): void {
  const names = services.map(({ name }) => name)
  for (const { name, calls } of services) {
    const unknown = calls.find((callee) => !names.includes(callee))
    if (unknown) fail(name, `service.calls names "${unknown}", but there is no apps/${unknown}`)
  }
}

function readService(root: string, file: string): Service {
  const name = basename(dirname(file))
  const { service } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { service?: unknown }
  if (service === undefined) fail(name, 'the field "service" is missing')
  if (!isServiceManifest(service)) {
    const { instancePath = '', params, message } = isServiceManifest.errors?.[0] ?? {}
    const field = `service${instancePath.replaceAll('/', '.')}`
    const unknown = params?.additionalProperty
    fail(name, unknown ? `${field}.${unknown} is not a known field` : `${field} ${message}`)
  }
  const defaults = { published: false, store: false, calls: [], env: {}, timeoutMs: 500 }
  return { name, ...defaults, ...service }
}

function fail(name: string, message: string): never {
  throw new ServiceManifestError(`apps/${name}/package.json: ${message}.`)
}
