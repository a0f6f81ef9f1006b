import { type StoreOperation, trace } from '@slipway/observe'

type Method = (...args: unknown[]) => Promise<unknown>

/**
 * The same store, each of whose methods is an operation that traces can see. They are asynchronous: one for each
 * transaction, script or query.
 */
export function observeStore<T extends object>(
  system: StoreOperation['system'],
  collection: string,
  store: T,
): T {
  const observed: Record<string, Method> = {}
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(store))) {
    if (name === 'constructor') continue
    const method = (store as Record<string, Method>)[name]!.bind(store)
    const operation = { system, collection, name }
    observed[name] = (...args) => trace('store', { ...operation }, () => method(...args))
  }
  return observed as T
}
