import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { dockerAnswers } from '@slipway/testing'
import { ROOT } from '@slipway/tools'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ComposeProject, composeUp, docker, skipped } from './engine.ts'

interface Container {
  Config: { User: string; StopTimeout: number; Labels: Record<string, string> }
  HostConfig: Record<string, unknown> & { PortBindings: Record<string, unknown> }
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
  State: { ExitCode: number }
}

const SERVICES = ['gateway', 'catalog', 'orders', 'redis']
/** Reserved for documentation (RFC 5737): nothing is there, but a network that reaches outside has a way to it. */
const OUTSIDE = '192.0.2.1'

describe.skipIf(!dockerAnswers)(`docker compose up --build --wait${skipped}`, () => {
  let system: ComposeProject

  beforeAll(async () => {
    system = await composeUp()
  })
  afterAll(() => system?.[Symbol.asyncDispose]())

  async function containersOf(...services: string[]): Promise<Container[]> {
    const ids = (await system.compose('ps', '--all', '--quiet', ...services)).split('\n')
    return JSON.parse(await docker(['inspect', ...ids]))
  }

  /** The code of the error that a connection from inside a container ends with, or what became of it. */
  const connect = (service: string, host: string, port: number) =>
    system.compose(
      ...['exec', '-T', service, '/nodejs/bin/node', '-e'],
      `const socket = require('net').connect(${port}, '${host}')
       socket.on('connect', () => end('connected')).on('error', ({ code }) => end(code))
       setTimeout(() => end('no answer'), 2000)
       function end(what) { console.log(what); process.exit() }`,
    )

  test('takes requests as soon as it returns', async () => {
    expect((await fetch(`${system.url}/api/products/compass`)).status).toBe(200)
  })

  test('runs one gateway, two catalog, two orders and a Redis', async () => {
    const running = (await containersOf()).map(({ Config }) => Config.Labels['com.docker.compose.service'])
    expect(running.sort()).toEqual(['catalog', 'catalog', 'gateway', 'orders', 'orders', 'redis'])
  })

  test('passes the acceptance suite, with the load shared by two of each', async () => {
    const args = ['tools/src/acceptance.ts', system.url, '--expect', 'catalog=2,orders=2']
    await promisify(execFile)(join(ROOT, 'node_modules/.bin/node'), args, { cwd: ROOT })
  })

  test.each(SERVICES)('%s is confined and limited', async (service) => {
    for (const { Config, HostConfig } of await containersOf(service)) {
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapAdd: null,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Privileged: false,
        RestartPolicy: { Name: 'unless-stopped' },
        LogConfig: { Type: 'local', Config: { 'max-size': '10m', 'max-file': '3' } },
      })
      for (const limit of ['Memory', 'NanoCpus', 'PidsLimit']) {
        expect(HostConfig[limit], limit).toBeGreaterThan(0)
      }
      expect(Config.StopTimeout).toBe(10)
      expect(Config.User).toBe(service === 'redis' ? '999:999' : '65532')
    }
  })

  test('publishes the port of the gateway and no other', async () => {
    const published = await Promise.all(
      SERVICES.map(async (service) => {
        const containers = await containersOf(service)
        return [service, containers.flatMap(({ HostConfig }) => Object.keys(HostConfig.PortBindings))]
      }),
    )
    const none: string[] = []
    expect(Object.fromEntries(published)).toEqual({
      gateway: ['8080/tcp'],
      catalog: none,
      orders: none,
      redis: none,
    })
  })

  test('keeps Redis out of reach of the gateway', async () => {
    const [redis] = await containersOf('redis')
    const [{ IPAddress }] = Object.values(redis!.NetworkSettings.Networks) as [{ IPAddress: string }]
    expect(await connect('gateway', 'redis', 6379)).toBe('ENOTFOUND')
    expect(await connect('gateway', IPAddress, 6379)).not.toBe('connected')
    expect(await connect('catalog', IPAddress, 6379)).toBe('connected')
  })

  test('lets neither the services nor Redis reach outside', async () => {
    expect(await connect('catalog', OUTSIDE, 80)).toBe('ENETUNREACH')
    expect(await connect('orders', OUTSIDE, 80)).toBe('ENETUNREACH')
    const redis = await system
      .compose('exec', '-T', 'redis', 'redis-cli', '-h', OUTSIDE, 'ping')
      .catch(String)
    expect(redis).toContain('Network is unreachable')
    // That is because of the networks: the gateway, which is on one that reaches outside, has a way.
    expect(await connect('gateway', OUTSIDE, 80)).not.toBe('ENETUNREACH')
  })

  // After ten seconds it would be killed, and the code 137. This test leaves nothing running: it is the last.
  test('every container leaves by itself when it is asked to stop', async () => {
    await system.compose('stop')
    const codes = (await containersOf()).map(({ State }) => State.ExitCode)
    expect(codes).toEqual([0, 0, 0, 0, 0, 0])
  })
})
