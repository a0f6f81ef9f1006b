import { buffer } from 'node:stream/consumers'
import { listen } from '@slipway/testing'
import { ID_HEADER } from './request.ts'

/** A request as a service gets it. */
export interface Arrival {
  service: string
  method: string
  url: string
  /** Names in lower case, and values, in their order. */
  headers: [name: string, value: string][]
  body: string
}

/** Says in a response which request arrived. */
export const SEEN_HEADER = 'x-seen'

/** What stands in for a service: it records each request, and responds with 200. */
export async function startRecorder(service: string) {
  const arrivals: Arrival[] = []
  const server = await listen(async (request, response) => {
    // The gateway's own request, for the document that it merges.
    if (request.url === '/openapi.json' && !(ID_HEADER in request.headers)) return void response.end('{}')
    const body = (await buffer(request)).toString('latin1')
    const headers = request.rawHeaders
      .map((text, i) => [text.toLowerCase(), request.rawHeaders[i + 1]!] as [string, string])
      .filter((_pair, i) => i % 2 === 0)
    arrivals.push({ service, method: request.method!, url: request.url!, headers, body })
    response.setHeader('content-type', 'application/json')
    response.setHeader(SEEN_HEADER, request.headers[ID_HEADER] ?? 'without an id')
    response.end('{"ok":true}')
  })
  return { ...server, arrivals }
}
