import supertest from 'supertest'
import { expect, test } from 'vitest'
import { StartupError } from '../../src/index.ts'
import { startTestService } from '../test-service.ts'

/** What a service sees of a client that sends these headers from 127.0.0.1. */
async function clientOf(trustedProxies: string | undefined, forwardedFor: string) {
  await using service = await startTestService({ trustedProxies }, (app) => {
    app.get('/client', async ({ ip, ips, protocol, host }) => ({ ip, ips, protocol, host }))
  })
  const headers = {
    'x-forwarded-for': forwardedFor,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop',
  }
  return (await supertest(service.app.server).get('/client').set(headers).expect(200)).body
}

test.each([undefined, '10.0.0.0/8', '::1'])(
  'forwarding headers from an address that is not trusted are ignored: %s',
  async (trusted) => {
    const client = await clientOf(trusted, '203.0.113.7')
    expect(client).toMatchObject({ ip: '127.0.0.1', protocol: 'http' })
    expect(client.host).toMatch(/^127\.0\.0\.1:/)
  },
)

test.each([
  ['127.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['10.0.0.0/8, 127.0.0.0/8', '198.51.100.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
  [' fd00::/8 ,127.0.0.1,', '203.0.113.7, fd00::1', '203.0.113.7'],
  ['127.0.0.1,10.0.0.1', '203.0.113.7, ::ffff:10.0.0.1', '203.0.113.7'],
  ['127.0.0.1', '203.0.113.7, unknown', 'unknown'],
  ['127.0.0.1,0.0.0.0/0', '203.0.113.7', '203.0.113.7'],
])('behind %s, the client of "%s" is %s', async (trusted, forwardedFor, ip) => {
  expect(await clientOf(trusted, forwardedFor)).toMatchObject({ ip, protocol: 'https', host: 'shop' })
})

test('the addresses of all hops are known, the nearest first', async () => {
  const { ips } = await clientOf('127.0.0.1,10.0.0.0/8', '203.0.113.7, 10.0.0.9')
  expect(ips).toEqual(['127.0.0.1', '10.0.0.9', '203.0.113.7'])
})

test.each([
  'ingress',
  '10.0.0.0/33',
  '10.0.0/8',
  '10.0.0.1/',
  '10.0.0.1/-1',
  '::1/129',
  '10.0.0.1 10.0.0.2',
  'true',
])('"%s" is a StartupError that names the setting', async (trustedProxies) => {
  const error = await startTestService({ trustedProxies }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(StartupError)
  expect((error as Error).message).toMatch(/^TRUSTED_PROXIES: ".*" is neither an IP address nor a CIDR block/)
  expect((error as Error).message).not.toContain('\n')
})
