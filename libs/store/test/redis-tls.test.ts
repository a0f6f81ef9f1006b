import { spawnSync } from 'node:child_process'
import {
  type CertificateFiles,
  makeAuthority,
  opensslSkipped,
  silentLogger,
  startRedisServer,
} from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { describe, expect, test } from 'vitest'
import { connectRedis, parseStoreUrl } from '../src/index.ts'

const hasServer = spawnSync('redis-server', ['--version']).error === undefined
const skipped = opensslSkipped || (hasServer ? '' : ' (skipped: redis-server is not on the PATH)')

async function startSecureRedis({ cert, key }: CertificateFiles) {
  const port = await freePorts(1)
  const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert]
  const redis = await startRedisServer(['--tls-port', String(port), ...files, '--tls-auth-clients', 'no'])
  return { port, [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose]() }
}

/** `start`: how long to try, in ms. */
async function ping(url: string, start = 10_000): Promise<string> {
  const location = parseStoreUrl({ STORE_URL: url }) as { kind: 'redis'; url: string; shown: string }
  const redis = await connectRedis(location, silentLogger, { start })
  try {
    return await redis.ping()
  } finally {
    redis.disconnect()
  }
}

describe.skipIf(skipped)(`rediss://${skipped}`, () => {
  test('a Redis with a certificate for its name is reached', async () => {
    using authority = makeAuthority()
    await using redis = await startSecureRedis(authority.issue('localhost'))
    authority.trust()
    expect(await ping(`rediss://localhost:${redis.port}`)).toBe('PONG')
  })

  test('one of an unknown authority is not, and the message says why', async () => {
    using authority = makeAuthority()
    await using redis = await startSecureRedis(authority.issue('localhost'))
    await expect(ping(`rediss://localhost:${redis.port}`, 500)).rejects.toThrow(
      /cannot be reached \(unable to (verify the first|get local issuer) certificate/,
    )
  })

  test('one with a certificate for another name is not, nor one that has expired', async () => {
    using authority = makeAuthority()
    authority.trust()
    await using other = await startSecureRedis(authority.issue('other'))
    await expect(ping(`rediss://localhost:${other.port}`, 500)).rejects.toThrow(
      /does not match certificate's altnames/,
    )
    await using expired = await startSecureRedis(authority.issue('localhost', 'expired', -1))
    await expect(ping(`rediss://localhost:${expired.port}`, 500)).rejects.toThrow(/certificate has expired/)
  })
})
