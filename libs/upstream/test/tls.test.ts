import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type CertificateFiles, makeAuthority, opensslSkipped } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { call, startUpstream } from './fixtures.ts'

/** An instance that serves HTTPS; `names` are those that its clients asked for. */
async function startSecureInstance({ cert, key }: CertificateFiles) {
  const names: string[] = []
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_request, response) =>
    response.end('ok'),
  )
  server.on('secureConnection', (socket) => names.push(String(socket.servername)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    names,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As DNS does: one name, one address for each instance. */
const lookup = async () => ['127.0.0.1']
const settings = { ATTEMPTS: 1, EJECTION_MS: 0, BREAKER_FAILURES: 0 }
const upstreamAt = (port: number) => startUpstream([`https://items:${port}`], { lookup, settings })

describe.skipIf(opensslSkipped)(`instances over HTTPS${opensslSkipped}`, () => {
  test('an instance is called by its address, and proves the name of its service', async () => {
    using authority = makeAuthority()
    authority.trust()
    await using instance = await startSecureInstance(authority.issue('items'))
    await using upstream = await upstreamAt(instance.port)
    expect(await call(upstream)).toBe('ok')
    expect(instance.names).toEqual(['items'])
    expect(upstream.state().instances[0]!.origin).toBe(`https://127.0.0.1:${instance.port}`)
  })

  test('one with a certificate for another name, of an unknown authority, or expired gets no request', async () => {
    using authority = makeAuthority()
    using unknown = makeAuthority()
    authority.trust()
    const certificates = [
      authority.issue('notes'),
      unknown.issue('items'),
      authority.issue('items', 'expired', -1),
    ]
    for (const certificate of certificates) {
      await using instance = await startSecureInstance(certificate)
      await using upstream = await upstreamAt(instance.port)
      await expect(call(upstream)).rejects.toMatchObject({ code: 'UNREACHABLE', sent: false })
    }
  })

  test('URLs with several names are a reason not to start', async () => {
    await expect(startUpstream(['https://items', 'https://other'])).rejects.toMatchObject({
      name: 'StartupError',
      message: 'The https URLs of service name several hosts: items, other. Use one name.',
    })
  })
})
