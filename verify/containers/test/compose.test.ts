import { expectReplicas, PUBLISHED, STORED } from '@slipway/harness'
import { type ComposeProject, composeUp, docker, skipped } from '@slipway/harness/docker'
import { APPS, PUBLIC_SERVICES, ROOT, SERVICES } from '@slipway/services'
import { dockerAvailable, runCommand } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Container {
  Config: { User: string; StopTimeout: number; Labels: Record<string, string> }
  HostConfig: Record<string, unknown> & { PortBindings: Record<string, unknown> }
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
  State: { ExitCode: number }
}

const NAMES = [...APPS, 'redis']
/** Reserved for documentation (RFC 5737): nothing is there, but a network that reaches outside has a route to it. */
const OUTSIDE = '192.0.2.1'

describe.skipIf(!dockerAvailable)(`docker compose up --build --wait${skipped}`, () => {
  let system: ComposeProject

  beforeAll(async () => {
    system = await composeUp()
  })
  afterAll(() => system?.[Symbol.asyncDispose]())

  async function containersOf(...services: string[]): Promise<Container[]> {
    const ids = (await system.compose('ps', '--all', '--quiet', ...services)).split('\n')
    return JSON.parse(await docker(['inspect', ...ids]))
  }

  /** Tries to connect from inside a container; returns `connected`, the code of the error, or `timeout`. */
  const connect = (service: string, host: string, port: number) =>
    system.compose(
      ...['exec', '-T', service, '/nodejs/bin/node', '-e'],
      `const socket = require('net').connect(${port}, '${host}')
       socket.on('connect', () => end('connected')).on('error', ({ code }) => end(code))
       setTimeout(() => end('timeout'), 2000)
       function end(result) { console.log(result); process.exit() }`,
    )

  test('serves requests as soon as it returns', async () => {
    for (const { path } of PUBLIC_SERVICES) expect((await fetch(system.url + path)).status).toBe(200)
  })

  test('runs the replicas of each app, and a Redis', async () => {
    const running = (await containersOf()).map(({ Config }) => Config.Labels['com.docker.compose.service'])
    const replicas = SERVICES.flatMap(({ name, replicas }) => Array.from({ length: replicas }, () => name))
    expect(running.sort()).toEqual([...replicas, 'redis'].sort())
  })

  test('passes the acceptance suite, with the load shared by all replicas', async () => {
    const args = ['tools/src/acceptance.ts', system.url, ...expectReplicas()]
    const { code, stdout, stderr } = await runCommand(process.execPath, args, { cwd: ROOT })
    expect(code, stdout + stderr).toBe(0)
  })

  test.each(NAMES)('%s is confined and limited', async (service) => {
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

  test.each(NAMES)('%s publishes its port only if clients reach it', async (service) => {
    const ports = (await containersOf(service)).flatMap(({ HostConfig }) =>
      Object.keys(HostConfig.PortBindings),
    )
    expect(ports).toEqual(service === PUBLISHED ? ['8080/tcp'] : [])
  })

  test.each(SERVICES)('$name reaches Redis only if it has a store', async ({ name, store }) => {
    const [redis] = await containersOf('redis')
    // One address for each service that uses it: on the network that only these two share.
    const addresses = Object.values(redis!.NetworkSettings.Networks).map(({ IPAddress }) => IPAddress)
    const results = await Promise.all(addresses.map((address) => connect(name, address, 6379)))
    expect(results.filter((result) => result === 'connected')).toHaveLength(store ? 1 : 0)
    expect((await connect(name, 'redis', 6379)) === 'connected').toBe(store)
  })

  test.each(STORED)('%s does not reach outside', async (service) => {
    expect(await connect(service, OUTSIDE, 80)).toBe('ENETUNREACH')
  })

  test('Redis does not reach outside', async () => {
    const output = await system
      .compose('exec', '-T', 'redis', 'redis-cli', '-h', OUTSIDE, 'ping')
      .catch(String)
    expect(output).toContain('Network is unreachable')
    // Its networks are the reason: the published app is on one that has a route.
    expect(await connect(PUBLISHED, OUTSIDE, 80)).not.toBe('ENETUNREACH')
  })

  // A container that is killed after ten seconds exits with 137. No container runs after this test: it is the last.
  test('every container exits by itself when it is stopped', async () => {
    await system.compose('stop')
    const codes = (await containersOf()).map(({ State }) => State.ExitCode)
    expect(codes).toEqual(codes.map(() => 0))
  })
})
