import { type Relay, startRelay, startSystem, type TestSystem } from '@slipway/testing'

/** The whole system with a relay in front of each catalog instance: all calls of catalog pass through these. */
export async function startRelayedSystem(): Promise<
  AsyncDisposable & { system: TestSystem; relays: Relay[] }
> {
  await using stack = new AsyncDisposableStack()
  const ports = new Map<string, number>()
  const relays: Relay[] = []
  for (const name of ['catalog-1', 'catalog-2']) {
    relays.push(stack.use(await startRelay(() => ({ port: ports.get(name)! }))))
  }
  const system = await startSystem({}, (specs) => {
    for (const { name, port, env } of specs) {
      ports.set(name, port)
      if (env.CATALOG_URL) env.CATALOG_URL = relays.map(({ url }) => url).join(',')
    }
  })
  stack.use(system)
  const owned = stack.move()
  return { system, relays, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
