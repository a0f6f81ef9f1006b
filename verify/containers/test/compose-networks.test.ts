import { docker, readPlatform, skipped } from '@slipway/harness/docker'
import { SERVICES } from '@slipway/services'
import { dockerAvailable } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const FILES = [
  ['Compose', ['compose', 'config']],
  ['Swarm', ['stack', 'config', '--compose-file', 'docker/stack.yaml']],
] as const

/** Each pair of services of which one calls the other; a service with a store calls Redis. */
const EDGES = SERVICES.flatMap(({ name, calls, store }) =>
  [...calls, ...(store ? ['redis'] : [])].map((callee) => [name, callee].sort().join(' ')),
)
const NAMES = [...SERVICES.map(({ name }) => name), 'redis'].sort()
const PAIRS = NAMES.flatMap((one, i) => NAMES.slice(i + 1).map((other) => `${one} ${other}`))

describe.skipIf(!dockerAvailable)(`networks${skipped}`, () => {
  test.each(FILES)(
    'in %s, two services share a network, and only one, if one calls the other',
    async (_, args) => {
      const platform = readPlatform(await docker([...args]))
      const shared = (pair: string) => {
        const [one, other] = pair.split(' ').map((name) => platform[name]!.networks) as [string[], string[]]
        return one.filter((network) => other.includes(network)).length
      }
      const actual = PAIRS.map((pair) => [pair, shared(pair)])
      expect(actual).toEqual(PAIRS.map((pair) => [pair, EDGES.includes(pair) ? 1 : 0]))
    },
  )

  test.each(FILES)(
    'in %s, only the network of the published service has access to the outside',
    async (_, args) => {
      const { networks, services } = parse(await docker([...args]), { merge: true })
      const open = Object.keys(networks).filter((name) => !networks[name].internal)
      const members = Object.keys(services).filter((name) =>
        open.some((one) => one in services[name].networks),
      )
      expect(members).toEqual(SERVICES.filter(({ published }) => published).map(({ name }) => name))
    },
  )

  test('in Swarm, what the services send to each other is encrypted between nodes', async () => {
    const { networks } = parse(await docker([...FILES[1][1]]), { merge: true })
    const internal = Object.keys(networks).filter((name) => networks[name].internal)
    expect(internal).toHaveLength(EDGES.length)
    for (const name of internal) expect(networks[name].driver_opts, name).toEqual({ encrypted: 'true' })
  })
})

describe.skipIf(!dockerAvailable)(`the published port${skipped}`, () => {
  const ports = async (env = {}) =>
    parse(await docker(['compose', 'config'], env), { merge: true }).services.gateway.ports

  test('is on 127.0.0.1 only', async () => {
    expect(await ports()).toMatchObject([{ host_ip: '127.0.0.1', published: '8080', target: 8080 }])
  })

  test('is on the address GATEWAY_HOST', async () => {
    const env = { GATEWAY_HOST: '192.0.2.1', GATEWAY_PORT: '9090' }
    expect(await ports(env)).toMatchObject([{ host_ip: '192.0.2.1', published: '9090' }])
  })
})
