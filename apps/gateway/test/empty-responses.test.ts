import type { OutgoingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import { send } from './send.ts'
import { startSystem } from './start-gateway.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

test.concurrent.each<[method: string, status: number, sent: OutgoingHttpHeaders]>([
  ['HEAD', 200, {}],
  ['HEAD', 200, JSON_TYPE],
  ['HEAD', 200, { ...JSON_TYPE, 'content-length': '42' }],
  ['HEAD', 404, {}],
  ['GET', 304, { etag: '"1"' }],
  ['GET', 204, {}],
  ['GET', 204, { etag: '"1"' }],
  ['GET', 200, { 'content-length': '0' }],
  ['PUT', 201, { ...JSON_TYPE, 'content-length': '0' }],
])(
  'a response to %s of %i without a body has the headers %j, and no others are added',
  async (method, status, sent) => {
    await using system = await startSystem((_request, response) => response.writeHead(status, sent).end())

    const { headers, ...response } = await send(system.url, '/api/items', { method })

    expect(response).toEqual({ status, body: '' })
    const { etag, 'content-type': type, 'content-length': length, 'transfer-encoding': coding } = headers
    const { etag: sentEtag, 'content-type': sentType, 'content-length': sentLength } = sent
    expect({ etag, type, length, coding }).toEqual({ etag: sentEtag, type: sentType, length: sentLength })
  },
)
