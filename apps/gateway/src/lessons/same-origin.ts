import { Problem } from '@slipway/service-kit'
import type { FastifyRequest } from 'fastify'

const FOREIGN = new Problem(403, 'forbidden', "Only this gateway's own page, or no page at all, may do this.")

/**
 * Keeps the pages of others out: they could make a browser on this machine cause faults (CSRF). A page cannot send JSON
 * with PUT to another origin without asking first, and here nothing allows it; this check does not depend on that.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export async function requireSameOrigin({ headers, host }: FastifyRequest): Promise<void> {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw FOREIGN
  if (headers.origin !== undefined && URL.parse(headers.origin)?.host !== host) throw FOREIGN
}
