import { lookup as dnsLookup } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { publish } from '@slipway/observe'
import { readAddresses } from './address-file.ts'

/** One process of a service. */
export interface Instance {
  origin: string
  /** As it calls itself in `Server-Timing`; unknown before its first response. */
  name?: string
  /** Requests without a response yet; those with a 5xx count a little longer. */
  inFlight: number
  /** Until then (ms since the epoch) it is chosen only if no other instance is available. */
  skipUntil: number
  /** Failed attempts since its last response. */
  failures: number
}

/** All addresses of a host name; rejects if there are none. */
export type Lookup = (name: string) => Promise<string[]>

/** getaddrinfo and not a DNS query: it supports Kubernetes' search domains, Docker's resolver and /etc/hosts. */
const lookupAll: Lookup = async (name) => (await dnsLookup(name, { all: true })).map(({ address }) => address)

const REFRESH_INTERVAL = 1_000 // ms
const isFile = ({ protocol }: URL) => protocol === 'file:'
const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 }
const IP_LITERAL = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/

/**
 * The instances of a service: fixed addresses, and host names and files that are looked up again in the background. A
 * lookup that fails or finds nothing keeps the last list.
 */
export class Instances {
  #current: Instance[] = []
  readonly #service: string
  readonly #urls: URL[]
  readonly #lookup: Lookup
  readonly #isListening: (origin: string) => Promise<boolean>
  readonly #addresses = new Map<URL, string[]>()
  #timer: NodeJS.Timeout | undefined

  constructor(
    urls: URL[],
    lookup: Lookup = lookupAll,
    isListening = async (_origin: string) => true,
    service = '',
  ) {
    this.#service = service
    this.#urls = urls
    this.#lookup = lookup
    this.#isListening = isListening
  }

  get all(): readonly Instance[] {
    return this.#current
  }

  /** Looks up once, then every second. Does not fail if the service has no instance yet. */
  async start(): Promise<void> {
    await this.#refresh()
    if (this.#urls.every((url) => IP_LITERAL.test(url.hostname))) return
    const again = async () => {
      await this.#refresh()
      if (this.#timer) this.#timer = setTimeout(again, REFRESH_INTERVAL).unref()
    }
    this.#timer = setTimeout(again, REFRESH_INTERVAL).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #refresh(): Promise<void> {
    await Promise.all(this.#urls.map((url) => this.#lookUp(url)))
    const known = new Map(this.#current.map((instance) => [instance.origin, instance]))
    const origins = [...new Set(this.#urls.flatMap((url) => this.#originsOf(url)))]
    const joins = await Promise.all(origins.map((origin) => this.#joins(origin, known)))
    const joined = origins.filter((_, i) => joins[i])
    const current = joined.length > 0 ? joined : origins
    this.#publishChanges([...known.keys()], current)
    // Known instances keep their state.
    this.#current = current.map(
      (origin) => known.get(origin) ?? { origin, inFlight: 0, skipUntil: 0, failures: 0 },
    )
  }

  #publishChanges(before: string[], after: string[]): void {
    const added = after.filter((origin) => !before.includes(origin))
    const removed = before.filter((origin) => !after.includes(origin))
    if (added.length + removed.length > 0) {
      publish('instances', { service: this.#service, added, removed })
    }
  }

  async #lookUp(url: URL): Promise<void> {
    if (IP_LITERAL.test(url.hostname)) {
      this.#addresses.set(url, [url.hostname])
      return
    }
    const lookup = isFile(url) ? readAddresses(url) : this.#lookup(url.hostname)
    const found = await lookup.catch(() => [])
    if (found.length > 0) this.#addresses.set(url, found)
  }

  #originsOf(url: URL): string[] {
    const addresses = this.#addresses.get(url) ?? []
    if (isFile(url)) return addresses
    return addresses.map((address) => {
      const host = isIPv6(address) ? `[${address}]` : address
      return `${url.protocol}//${host}:${url.port || DEFAULT_PORTS[url.protocol]}`
    })
  }

  /**
   * A new instance joins once it listens: Docker's DNS returns a container as soon as it is created, and requests
   * to it would fail.
   */
  async #joins(origin: string, known: Map<string, Instance>): Promise<boolean> {
    return known.size === 0 || known.has(origin) || this.#isListening(origin)
  }
}
