import type { OrderLine } from '@slipway/contracts'
import { UpstreamError, type UpstreamRequest } from '@slipway/upstream'
import type { FastifyInstance } from 'fastify'
import { NoResponse, Process } from './process.ts'
import type { PointKind } from './schedule.ts'
import { buildCatalog, buildOrders } from './services.ts'
import type { CatalogStores, Data, OrderStore, Stored } from './stores.ts'

/** An operation that somebody waits for. */
export interface Point {
  kind: PointKind
  /** The process that waits; for a client, its name. */
  by: string
  /** The store's collection and method, or the request. */
  name: string
  args: unknown[]
}

export interface Request {
  method: string
  path: string
  key?: string | undefined
  body?: { lines?: OrderLine[]; quantity?: number } | undefined
}
export interface Response {
  status: number
  body: Record<string, never>
}

/** Decides what happens at each point. */
export type Around = <T>(point: Point, run: () => Promise<T>) => Promise<T>

/** One catalog and two instances of orders in this process: with everything of theirs but sockets, timers and main.ts. */
export class System {
  readonly catalog: Process<CatalogStores>
  readonly orders: Process<OrderStore>[]
  readonly data: Data
  /** Through connections of its own, which stay open whatever stops. */
  readonly stored: Stored
  around!: Around
  /** The first response that tells of a bug: no store is unavailable here, and all requests are valid. */
  unexpected: string | undefined
  /** Is told of each process that starts again. */
  onRestart: (name: string) => void = () => {}
  readonly #apps = new Map<Process, { app: FastifyInstance; recover?: () => Promise<void> }>()

  private constructor(data: Data, stored: Stored) {
    this.data = data
    this.stored = stored
    this.catalog = new Process('catalog', () => this.data.openCatalog())
    this.orders = ['orders-1', 'orders-2'].map((name) => new Process(name, () => this.data.openOrders()))
  }

  static async build(data: Data): Promise<System> {
    const stored = { catalog: await data.openCatalog(), orders: await data.openOrders() }
    const system = new System(data, stored)
    await system.#build()
    return system
  }

  async #build(): Promise<void> {
    const { catalog } = this
    const stores = {
      products: this.#watched('products', catalog, () => catalog.stores.products),
      restocks: this.#watched('restocks', catalog, () => catalog.stores.restocks),
      reservations: this.#watched('reservations', catalog, () => catalog.stores.reservations),
    }
    this.#apps.set(catalog, { app: await buildCatalog(stores) })
    for (const process of this.orders) {
      const store = this.#watched('orders', process, () => process.stores)
      const upstream = { request: (request: UpstreamRequest) => this.#callCatalog(process, request) }
      this.#apps.set(process, await buildOrders(process.name, store, upstream as never))
    }
  }

  async startAll(): Promise<void> {
    for (const process of this.#apps.keys()) await process.start()
  }

  async stopAll(): Promise<void> {
    for (const process of this.#apps.keys()) await process.stop()
  }

  /** Sends a request of a client, which waits for the response. */
  async send(client: string, process: Process, request: Request): Promise<Response> {
    const point: Point = {
      kind: 'client',
      by: client,
      name: `${request.method} ${request.path}`,
      args: [request],
    }
    return this.around(point, () => this.#serve(process, request))
  }

  async recover(process: Process): Promise<void> {
    await this.#run(process, this.#apps.get(process)!.recover!)
  }

  async #run<T>(process: Process, work: () => Promise<T>): Promise<T> {
    if (await process.start()) this.onRestart(process.name)
    return process.run(work)
  }

  async #serve(process: Process, { method, path, key, body }: Request): Promise<Response> {
    return this.#run(process, async () => {
      const response = await this.#apps.get(process)!.app.inject({
        method: method as 'GET',
        url: path,
        headers: { ...(key !== undefined && { 'idempotency-key': key }) },
        ...(body !== undefined && { body }),
      })
      const { statusCode: status } = response
      if (status >= 400 && status !== 409) this.unexpected ??= `${process.name} responded ${response.body}`
      return { status, body: response.json() }
    })
  }

  /** Instead of libs/upstream: one attempt, without a retry. A second one is a fault of the schedule. */
  async #callCatalog({ name: by }: Process, { method, path, body }: UpstreamRequest) {
    const request = { method, path, body: body === undefined ? undefined : JSON.parse(String(body)) }
    const point: Point = { kind: 'call', by, name: `${method} ${path}`, args: [request] }
    try {
      const response = await this.around(point, () => this.#serve(this.catalog, request))
      return { status: response.status, headers: {}, body: Buffer.from(JSON.stringify(response.body)) }
    } catch (error) {
      if (!(error instanceof NoResponse)) throw error
      throw new UpstreamError(error.code, 'no response', { sent: true })
    }
  }

  /** The store of a process, each of whose operations is a point. After a restart it is another one. */
  #watched<S extends object>(collection: string, process: Process, store: () => S): S {
    const operation =
      (name: string) =>
      (...args: unknown[]) => {
        const point: Point = { kind: 'store', by: process.name, name: `${collection}.${name}`, args }
        return this.around(point, () =>
          (store() as Record<string, (...args: unknown[]) => Promise<unknown>>)[name]!(...args),
        )
      }
    return new Proxy({} as S, { get: (_, name) => operation(String(name)) })
  }
}
