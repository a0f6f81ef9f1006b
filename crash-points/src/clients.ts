import type { Order } from '@slipway/contracts'
import { NoResponse } from './process.ts'
import { ORDERS, type OrderName, RESTOCK, type Sku } from './schedule.ts'
import type { Story } from './story.ts'
import type { Request, Response, System } from './system.ts'
import { pieces } from './wording.ts'

/** A request without a response is repeated, as clients should; more often than there are faults. */
const TRIES = 8

/** Ada, bob and cyd, who place orders, and an operator, who restocks: and what each of them was told. */
export class Clients {
  /** All that was said about each order, in order. */
  readonly told = new Map<OrderName, Order[]>()
  /** The orders whose cancellation was requested. */
  readonly cancelled = new Set<OrderName>()
  /** What was restocked, and whether there was a response. */
  readonly restocked = new Map<Sku, boolean>()
  readonly #system: System
  readonly #story: Story

  constructor(system: System, story: Story) {
    this.#system = system
    this.#story = story
  }

  async place(name: OrderName): Promise<void> {
    const { client, lines } = ORDERS[name]
    const again = this.told.has(name) ? 'again ' : ''
    this.#story.say(`${client} places ${name} ${again}(${pieces(lines)}).`)
    const request = { method: 'POST', path: '/api/orders', key: name, body: { lines } }
    const orders = this.told.get(name) ?? []
    this.told.set(name, orders)
    await this.#askOrders(client, name, request)
  }

  async cancel(name: OrderName): Promise<void> {
    const [order] = this.told.get(name) ?? []
    if (!order) return
    const { client } = ORDERS[name]
    this.#story.say(`${client} cancels ${name}.`)
    if (this.told.get(name)!.at(-1)!.status !== 'rejected') this.cancelled.add(name)
    await this.#askOrders(client, name, { method: 'PUT', path: `/api/orders/${order.id}/cancellation` })
  }

  /** Once: a repeat has the same key. */
  async restock(sku: Sku): Promise<void> {
    this.#story.say(`The operator adds ${RESTOCK[sku]} × ${sku}.`)
    const path = `/api/products/${sku}/restocks`
    const response = await this.#ask('the operator', () => this.#system.catalog, {
      method: 'POST',
      path,
      key: `restock-${sku}`,
      body: { quantity: RESTOCK[sku] },
    })
    this.restocked.set(sku, response !== undefined || this.restocked.get(sku) === true)
  }

  /** A restock without a response may be lost; after this it has been done, once. */
  async completeRestocks(): Promise<void> {
    for (const [sku, answered] of this.restocked) if (!answered) await this.restock(sku)
  }

  async #askOrders(client: string, name: OrderName, request: Request): Promise<void> {
    const { orders } = this.#system
    // The first instance of orders; if there is no response, the gateway tries the other one.
    const response = await this.#ask(client, (tries) => orders[tries % orders.length]!, request)
    const order = response && orderOf(response)
    if (!order) return
    this.#story.say(`${client} is told that ${this.#story.nameOf(order.id)} is ${order.status}.`)
    this.told.get(name)!.push(order)
  }

  async #ask(
    client: string,
    instance: (tries: number) => System['orders'][number] | System['catalog'],
    request: Request,
  ): Promise<Response | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        return await this.#system.send(client, instance(tries), request)
      } catch (error) {
        if (!(error instanceof NoResponse)) throw error
        this.#story.say(`${client} gets no response${tries + 1 < TRIES ? ', and repeats the request' : ''}.`)
      }
    }
    return undefined
  }
}

/** A response is the order; the problem of a rejected order has it. None where another problem was sent. */
function orderOf({ status, body }: Response): Order | undefined {
  return status < 400 ? (body as unknown as Order) : (body as { order?: Order }).order
}
