import { type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'

interface Options {
  method?: string
  headers?: OutgoingHttpHeaders
  /** A list is sent with Transfer-Encoding: chunked, unless Content-Length is given. */
  body?: string | Buffer | (string | Buffer)[]
  agent?: Agent | false
}

export interface GatewayResponse {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Sends the path and the headers as they are, which supertest and fetch would normalize. */
export function send(url: string, path: string, options: Options = {}): Promise<GatewayResponse> {
  const { method = 'GET', headers = {}, body, agent = false } = options
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { path, method, headers: { ...framing(options), ...headers }, agent },
      async (response) => {
        resolve({ status: response.statusCode!, headers: response.headers, body: await text(response) })
      },
    )
    outgoing.on('error', reject)
    for (const chunk of Array.isArray(body) ? body : []) outgoing.write(chunk)
    outgoing.end(Array.isArray(body) ? undefined : body)
  })
}

function framing({ body, headers }: Options): OutgoingHttpHeaders {
  if (body === undefined || headers?.['content-length'] !== undefined) return {}
  if (Array.isArray(body)) return { 'transfer-encoding': 'chunked' }
  return { 'content-length': Buffer.byteLength(body) }
}

/** Asserts that the response is a problem document (RFC 9457), and returns it. */
export function expectProblem(response: GatewayResponse, status: number) {
  const document = JSON.parse(response.body)
  expect({ status: response.status, type: response.headers['content-type'] }).toEqual({
    status,
    type: expect.stringMatching(/^application\/problem\+json/),
  })
  expect(document).toMatchObject({ status, instance: response.headers['x-request-id'] })
  return document
}
