import { REQUEST_ID_HEADER } from '@slipway/service-kit'
import type { Upstream } from '@slipway/upstream'
import type { FastifyRequest } from 'fastify'
import type { Upstreams } from './routes.ts'
import { upstreamProblem } from './upstream-problem.ts'

interface OpenApiDocument {
  openapi: string
  paths?: Record<string, unknown>
}

/** The request that it is for. */
type Asking = Pick<FastifyRequest, 'id' | 'deadline'>

/**
 * One document from those that the services make of their own routes; only what is public (`/api/…`).
 * @throws Problem 503 or 504 where a service does not give its own.
 */
export async function mergedDocument(upstreams: Upstreams, request: Asking) {
  const documents = await Promise.all(
    Object.entries(upstreams).map(([service, upstream]: [string, Upstream]) =>
      documentOf(upstream, request).catch((error: unknown) => {
        throw upstreamProblem(service, error)
      }),
    ),
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

async function documentOf(upstream: Upstream, { id, deadline }: Asking): Promise<OpenApiDocument> {
  const response = await upstream.request({
    path: '/openapi.json',
    method: 'GET',
    headers: { [REQUEST_ID_HEADER]: id },
    deadline,
  })
  const document = JSON.parse(response.body.toString()) as OpenApiDocument
  if (response.status === 200) return document
  throw new Error(`answered ${response.status}`)
}
