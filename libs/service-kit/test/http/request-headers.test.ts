import { afterAll, describe, expect, test } from 'vitest'
import { exchange, startTestService } from '../test-service.ts'

const service = await startTestService()
const guarded = await startTestService({ allowedHosts: ['shop.example', 'LOCALHOST', '127.0.0.1', '::1'] })
afterAll(() => Promise.all([service, guarded].map((one) => one[Symbol.asyncDispose]())))

const END = 'Connection: close\r\nX-Request-Id: id-5\r\n\r\n'

async function expectProblem(bytes: string, status: number, code: string, { port } = service) {
  const response = await exchange(port, bytes)
  expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
    status,
    type: 'application/problem+json',
  })
  const document = JSON.parse(response.body)
  expect(document).toMatchObject({ type: `tag:slipway.example,2026:${code}`, status, instance: 'id-5' })
  expect(response.headers.get('x-request-id')).toBe('id-5')
  expect(response.headers.get('server-timing')).toMatch(/^things;desc="things-1"/)
  return { ...response, detail: document.detail as string }
}

describe('Host', () => {
  test.each([
    ['missing', ''],
    ['sent twice', 'Host: things\r\nHost: other\r\n'],
    ['sent twice with the same value', 'host: things\r\nHOST: things\r\n'],
  ])('that is %s is a 400', async (_title, host) => {
    const { detail } = await expectProblem(`GET /things/1 HTTP/1.1\r\n${host}${END}`, 400, 'bad-request')
    expect(detail).toBe('Send exactly one Host header.')
  })

  test('may be missing in HTTP/1.0', async () => {
    expect((await exchange(service.port, `GET /things/1 HTTP/1.0\r\n${END}`)).status).toBe(200)
  })
})

describe('Expect', () => {
  test('other than 100-continue is a 417', async () => {
    const bytes = `POST /things HTTP/1.1\r\nHost: things\r\nExpect: 200-ok\r\n${END}`
    await expectProblem(bytes, 417, 'bad-request')
  })

  test('100-continue is accepted', async () => {
    const body = '{"quantity":1}'
    const length = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
    const bytes = `POST /things HTTP/1.1\r\nHost: things\r\nExpect: 100-continue\r\n${length}${END}${body}`
    expect((await exchange(service.port, bytes)).status).toBe(100)
  })
})

describe('Transfer-Encoding', () => {
  const post = (coding: string, body: string) => {
    const headers = `Content-Type: application/json\r\nTransfer-Encoding: ${coding}\r\n`
    return `POST /things HTTP/1.1\r\nHost: things\r\nUpgrade: h2c\r\n${headers}Connection: upgrade\r\nX-Request-Id: id-5\r\n\r\n${body}`
  }

  test.each(['xchunked', 'identity', 'gzip, chunked'])(
    '%s is a 400, also where the connection may be upgraded',
    async (coding) => {
      const { headers, detail } = await expectProblem(post(coding, '0\r\n\r\n'), 400, 'bad-request')
      expect(detail).toBe('The only supported Transfer-Encoding is chunked.')
      expect(headers.get('connection')).toBe('close')
    },
  )
})

describe('Content-Encoding', () => {
  const post = (encoding: string) => {
    const body = '{"quantity":1}'
    const headers = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nContent-Encoding: ${encoding}\r\n`
    return `POST /things HTTP/1.1\r\nHost: things\r\n${headers}${END}${body}`
  }

  test.each(['gzip', 'br', 'identity, gzip', 'x'])('%s is a 415', async (encoding) => {
    const { headers, detail } = await expectProblem(post(encoding), 415, 'unsupported-media-type')
    expect(headers.get('accept-encoding')).toBe('identity')
    expect(detail).toBe('Send the body without Content-Encoding.')
  })

  test.each(['identity', 'Identity'])('%s is accepted', async (encoding) => {
    expect((await exchange(service.port, post(encoding))).status).toBe(200)
  })
})

test('CONNECT is a problem document', async () => {
  const response = await exchange(service.port, 'CONNECT things:1 HTTP/1.1\r\nHost: things:1\r\n\r\n')
  expect([response.status, response.headers.get('content-type')]).toEqual([501, 'application/problem+json'])
  expect(JSON.parse(response.body)).toMatchObject({ status: 501 })
})

describe('where the allowed hosts are listed', () => {
  const request = (host: string, path = '/things/1') => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${END}`

  test.each(['shop.example', 'Shop.Example:8080', 'localhost', '127.0.0.1:80', '[::1]', '[::1]:8080'])(
    '%s is accepted',
    async (host) => {
      expect((await exchange(guarded.port, request(host))).status).toBe(200)
    },
  )

  test.each([
    'evil.example',
    'shop.example.evil.example',
    '127.0.0.2',
    '[::2]',
    '',
    'shop.example@evil',
    '::1',
  ])('"%s" is a 421', async (host) => {
    await expectProblem(request(host), 421, 'misdirected', guarded)
    await expectProblem(request(host, '/nothing'), 421, 'misdirected', guarded)
  })

  test('probes accept any host', async () => {
    for (const path of ['/livez', '/readyz']) {
      expect((await exchange(guarded.port, request('10.1.2.3', path))).status).toBe(200)
    }
  })

  test('without the list, any host is accepted', async () => {
    expect((await exchange(service.port, request('evil.example'))).status).toBe(200)
  })
})
