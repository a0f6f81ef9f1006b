import { StartupError } from '@slipway/service-kit'
import { Agent, type Dispatcher } from 'undici'
import { attemptTimeout } from './attempt-timeout.ts'
import { balance } from './balance.ts'
import { leaveDrainingAlone } from './draining.ts'
import { Instances, type Lookup } from './instances.ts'
import { retryUnsent } from './retry-unsent.ts'
import { takesConnections } from './takes-connections.ts'

export interface UpstreamOptions {
  urls: URL[]
  /** For one attempt, from choosing an instance to the last byte of its answer, in ms. */
  timeout: number
  /** For being on a connection, in ms. Default 250. */
  connectTimeout?: number
  /** How many instances are tried at the most. Default 2. */
  attempts?: number
  /** Finds the addresses of a name. Default: the system's resolver. */
  lookup?: Lookup
}

/** A service that may have any number of instances, to be called as if it were one. */
export interface Upstream {
  /** Takes requests for any origin and sends each to an instance of the service. */
  dispatcher: Dispatcher
  close(): Promise<void>
}

/** Reads from the inside out: an attempt is balanced, watched and timed; the retry is around it all. */
export async function createUpstream(options: UpstreamOptions): Promise<Upstream> {
  const instances = new Instances(options.urls, options.lookup, takesConnections)
  await instances.start()
  const agent = new Agent()
  const dispatcher = agent.compose(
    leaveDrainingAlone(instances),
    balance(instances),
    attemptTimeout(options.timeout, options.connectTimeout ?? 250),
    retryUnsent(instances, options.attempts ?? 2),
  )
  return {
    dispatcher,
    async close() {
      instances.stop()
      await agent.destroy()
    },
  }
}

/**
 * Reads a setting such as `http://127.0.0.1:8081,http://127.0.0.1:8082` or `http://catalog:3000`, where a
 * name stands for all its addresses.
 * @throws StartupError that names the setting.
 */
export function parseUpstreamUrls(setting: string, value: string): URL[] {
  return value.split(',').map((part) => {
    const url = URL.parse(part.trim())
    if (url?.protocol === 'http:' && url.href === `${url.origin}/`) return url
    throw new StartupError(
      `${setting} holds "${part.trim()}", which is no address of a service. Set it to http://HOST:PORT, several with commas between them.`,
    )
  })
}
