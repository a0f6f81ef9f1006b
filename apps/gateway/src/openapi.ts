import { REQUEST_ID_HEADER } from '@slipway/service-kit'
import type { Upstreams } from './routes.ts'
import { upstreamProblem } from './upstream-problem.ts'

interface OpenApiDocument {
  openapi: string
  paths?: Record<string, unknown>
}

/**
 * One document from those that the services make of their own routes; only what is public (`/api/…`).
 * @throws Problem 503 where a service is away.
 */
export async function mergedDocument(upstreams: Upstreams, requestId: string) {
  const documents = await Promise.all(
    Object.entries(upstreams).map(async ([service, { dispatcher }]) => {
      const response = await dispatcher
        .request({
          origin: `http://${service}`,
          path: '/openapi.json',
          method: 'GET',
          headers: { [REQUEST_ID_HEADER]: requestId },
        })
        .catch((error: unknown) => {
          throw upstreamProblem(service, error)
        })
      return (await response.body.json()) as OpenApiDocument
    }),
  )
  const paths = documents.flatMap(({ paths = {} }) => Object.entries(paths))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Slipway',
      version: '1',
      description: 'Errors are `application/problem+json` (RFC 9457). Amounts are minor units (cents).',
    },
    paths: Object.fromEntries(paths.filter(([path]) => path.startsWith('/api/'))),
  }
}
