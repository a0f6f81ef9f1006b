import { REQUEST_ID_HEADER } from '@slipway/contracts'
import type { FastifyRequest } from 'fastify'
import type { Route } from './routes.ts'

/** The part of a service's document that is merged. */
interface ServiceDocument {
  paths?: Record<string, unknown>
  components?: Record<string, Record<string, unknown>>
}

/** The request for the merged document. */
type Cause = Pick<FastifyRequest, 'id' | 'deadline' | 'log'>

/** How long a service's document is cached, in ms: it changes only when the service is deployed. */
const MAX_AGE = 60_000

const DESCRIPTION = 'Errors are `application/problem+json` (RFC 9457). Amounts are minor units (cents).'
const IDENTITY = {
  on: 'Requests need an access token: `Authorization: Bearer TOKEN`.',
  off: 'Identity is off: everybody may do everything.',
}

const SECURITY = {
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT (RFC 9068)' } },
  },
  security: [{ token: [] }],
}

/**
 * Returns a function that merges the documents that the services generate from their routes: only the public paths
 * (`/api/…`), and the components with their service's name as a prefix. While a service is unavailable, its latest
 * document is used; the description lists the services without one.
 */
export function openApiMerger(routes: Route[], identity: 'on' | 'off') {
  const sources = routes.map((route) => ({ service: route.service, read: cachedDocument(route) }))
  return async (cause: Cause) => {
    const documents = await Promise.all(
      sources.map(async ({ service, read }) => ({ service, document: await read(cause) })),
    )
    const missing = documents.filter(({ document }) => !document).map(({ service }) => service)
    return {
      openapi: '3.1.0',
      info: {
        title: 'Slipway',
        version: '1',
        description: [
          DESCRIPTION,
          IDENTITY[identity],
          ...missing.map((name) => `Incomplete: ${name} is unavailable.`),
        ].join(' '),
      },
      paths: Object.fromEntries(documents.flatMap(({ document }) => publicPaths(document))),
      components: { ...mergedComponents(documents), ...(identity === 'on' && SECURITY.components) },
      ...(identity === 'on' && { security: SECURITY.security }),
    }
  }
}

function publicPaths(document: ServiceDocument | undefined): [string, unknown][] {
  return Object.entries(document?.paths ?? {}).filter(([path]) => path.startsWith('/api/'))
}

function mergedComponents(documents: { service: string; document: ServiceDocument | undefined }[]) {
  const merged: Record<string, Record<string, unknown>> = {}
  for (const { service, document } of documents) {
    for (const [section, definitions] of Object.entries(document?.components ?? {})) {
      merged[section] ??= {}
      for (const [name, definition] of Object.entries(definitions)) {
        merged[section][`${service}.${name}`] = definition
      }
    }
  }
  return merged
}

function cachedDocument(route: Route) {
  let latest: ServiceDocument | undefined
  let readAt = Number.NEGATIVE_INFINITY
  /** Many may ask at once, and none of them needs a token. */
  let reading: Promise<ServiceDocument | undefined> | undefined
  return async (cause: Cause): Promise<ServiceDocument | undefined> => {
    if (performance.now() - readAt < MAX_AGE) return latest
    reading ??= read(cause).finally(() => {
      reading = undefined
    })
    return reading
  }
  async function read(cause: Cause): Promise<ServiceDocument | undefined> {
    try {
      latest = await readDocument(route, cause)
      readAt = performance.now()
    } catch (error) {
      cause.log.warn({ service: route.service, reason: (error as Error).message }, 'no OpenAPI document')
    }
    return latest
  }
}

async function readDocument({ service, upstream }: Route, { id, deadline }: Cause): Promise<ServiceDocument> {
  const headers = { [REQUEST_ID_HEADER]: id }
  const { status, body } = await upstream.request({ path: '/openapi.json', method: 'GET', headers, deadline })
  if (status !== 200) throw new Error(`responded with ${status}`)
  return JSON.parse(body.toString(), (key, value) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace(/^#\/components\/(\w+)\//, `#/components/$1/${service}.`)
      : value,
  )
}
