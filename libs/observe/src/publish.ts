import { type Channel, channel, subscribe as listen, unsubscribe } from 'node:diagnostics_channel'
import type { Events } from './events.ts'

const channels = new Map<string, Channel>()
const nameOf = (event: string) => `slipway:${event}`

/**
 * Publishes an event to the subscribers in this process. Without any, it costs next to nothing: that is what
 * diagnostics channels are for. https://nodejs.org/api/diagnostics_channel.html
 */
export function publish<Name extends keyof Events>(name: Name, event: Events[Name]): void {
  let found = channels.get(name)
  if (!found) {
    found = channel(nameOf(name))
    channels.set(name, found)
  }
  if (found.hasSubscribers) found.publish(event)
}

/** Calls back for each event, until the function that it returns is called. */
export function subscribe<Name extends keyof Events>(
  name: Name,
  callback: (event: Events[Name]) => void,
): () => void {
  const listener = (event: unknown) => callback(event as Events[Name])
  listen(nameOf(name), listener)
  return () => void unsubscribe(nameOf(name), listener)
}
