import { lookup as dnsLookup } from 'node:dns/promises'
import { isIPv6 } from 'node:net'

/** One process of a service. */
export interface Instance {
  origin: string
  /** Requests sent to it and not yet answered; those that it answered 5xx count a little longer. */
  inFlight: number
  /** Not chosen before this time (ms since the epoch) while there is another one. */
  passedOverUntil: number
  /** How often it failed since it last answered. */
  failures: number
}

/** All addresses of a name; throws where it has none. */
export type Lookup = (name: string) => Promise<string[]>

/**
 * getaddrinfo and not a DNS query of our own: it knows the search domains of Kubernetes, Docker's resolver
 * and /etc/hosts alike.
 */
const lookupAll: Lookup = async (name) => (await dnsLookup(name, { all: true })).map(({ address }) => address)

const REFRESH_INTERVAL = 1_000 // ms
const IP_LITERAL = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/

/**
 * The instances of a service: fixed addresses, and names that are looked up again in the background. A
 * lookup that fails or finds nothing keeps the last good list.
 */
export class Instances {
  #current: Instance[] = []
  readonly #urls: URL[]
  readonly #lookup: Lookup
  readonly #listens: (origin: string) => Promise<boolean>
  readonly #addresses = new Map<URL, string[]>()
  #timer: NodeJS.Timeout | undefined

  constructor(urls: URL[], lookup: Lookup = lookupAll, listens = async (_origin: string) => true) {
    this.#urls = urls
    this.#lookup = lookup
    this.#listens = listens
  }

  get all(): readonly Instance[] {
    return this.#current
  }

  /** Looks up once, then every second. A service that is not there yet is no reason to fail. */
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
    // An instance that stays keeps what is known of it.
    this.#current = (joined.length > 0 ? joined : origins).map(
      (origin) => known.get(origin) ?? { origin, inFlight: 0, passedOverUntil: 0, failures: 0 },
    )
  }

  async #lookUp(url: URL): Promise<void> {
    if (IP_LITERAL.test(url.hostname)) {
      this.#addresses.set(url, [url.hostname])
      return
    }
    const found = await this.#lookup(url.hostname).catch(() => [])
    if (found.length > 0) this.#addresses.set(url, found)
  }

  #originsOf(url: URL): string[] {
    return (this.#addresses.get(url) ?? []).map((address) => {
      const host = isIPv6(address) ? `[${address}]` : address
      return `${url.protocol}//${host}:${url.port || 80}`
    })
  }

  /**
   * A new instance joins once it listens: Docker's DNS names a container as soon as it is created, and its
   * callers would run into one after the other in vain.
   */
  async #joins(origin: string, known: Map<string, Instance>): Promise<boolean> {
    return known.size === 0 || known.has(origin) || this.#listens(origin)
  }
}
