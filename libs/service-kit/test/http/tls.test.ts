import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'
import { makeAuthority, opensslSkipped, recordedLog } from '@slipway/testing'
import { describe, expect, test, vi } from 'vitest'
import type { ServiceOptions } from '../../src/index.ts'
import { NO_LIMITS, startTestService } from '../test-service.ts'

const start = (files: { cert: string; key: string }, options: Partial<ServiceOptions> = {}) =>
  startTestService({
    settings: { ...NO_LIMITS, TLS_CERT_FILE: files.cert, TLS_KEY_FILE: files.key },
    ...options,
  })

/** A GET over HTTPS; the serial number of the certificate that was served. */
async function get(port: number, path = '/livez') {
  const options = { port, path, host: '127.0.0.1', servername: 'things', agent: false as const }
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number
    serial: string
    body: string
  }>()
  request(options, async (response) => {
    const serial = (response.socket as TLSSocket).getPeerCertificate().serialNumber
    resolve({ status: response.statusCode!, serial, body: await text(response) })
  })
    .on('error', reject)
    .end()
  return promise
}

describe.skipIf(opensslSkipped)(`HTTPS${opensslSkipped}`, () => {
  test('with a certificate, a service speaks HTTPS, and nothing else', async () => {
    using authority = makeAuthority()
    authority.trust()
    await using service = await start(authority.issue('things'))
    expect(await get(service.port)).toMatchObject({ status: 200, body: '{"status":"ok"}' })
    await expect(fetch(`http://127.0.0.1:${service.port}/livez`)).rejects.toThrow()
  })

  test('a renewed certificate is served without a restart; one that does not fit its key is not', async () => {
    using authority = makeAuthority()
    authority.trust()
    const files = authority.issue('things')
    const renewed = authority.issue('things', 'renewed')
    const { logger, records } = recordedLog()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await using service = await start(files, { logger })
    const { serial } = await get(service.port)

    copyFileSync(renewed.cert, files.cert) // the key follows later
    vi.advanceTimersByTime(5_000)
    await expect.poll(() => records().some(({ msg }) => /cannot be used yet/.test(msg))).toBe(true)
    expect((await get(service.port)).serial).toBe(serial)

    copyFileSync(renewed.key, files.key)
    vi.advanceTimersByTime(5_000)
    await expect.poll(async () => (await get(service.port)).serial).not.toBe(serial)
    vi.useRealTimers()
  })

  test('a client that never ends its handshake is disconnected after 3 s, as is one that speaks plain HTTP', async () => {
    using authority = makeAuthority()
    await using service = await start(authority.issue('things'))
    const silent = connect(service.port, '127.0.0.1')
    const plain = connect(service.port, '127.0.0.1', () =>
      plain.write('GET / HTTP/1.1\r\nHost: things\r\n\r\n'),
    )
    for (const socket of [silent, plain]) socket.on('error', () => {}).resume()
    const begun = performance.now()
    await Promise.all([once(silent, 'close'), once(plain, 'close')])
    expect(performance.now() - begun).toBeLessThan(15_000) // five times as long
  })

  test('a certificate without its key is a reason not to start', async () => {
    using authority = makeAuthority()
    const { cert, key } = authority.issue('things')
    const other = authority.issue('other')
    await expect(start({ cert, key: other.key })).rejects.toThrow(/are no certificate with its key/)
    await expect(start({ cert: key, key })).rejects.toThrow(/are no certificate with its key/)
    await expect(start({ cert, key: '' })).rejects.toThrow('TLS_CERT_FILE is set, and TLS_KEY_FILE is not.')
    await expect(start({ cert: '', key })).rejects.toThrow('TLS_KEY_FILE is set, and TLS_CERT_FILE is not.')
    await expect(start({ cert: '/no/such/file', key })).rejects.toThrow(/ENOENT.*Set them to PEM files/)
  })
})
