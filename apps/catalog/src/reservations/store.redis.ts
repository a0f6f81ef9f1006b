import type { OrderLine, Reservation } from '@slipway/contracts'
import { loadScript, type Script } from '@slipway/store'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import type { ReservationStore } from './store.ts'

export class RedisReservationStore implements ReservationStore {
  readonly #reserve: Script
  readonly #release: Script

  constructor(redis: Redis) {
    this.#reserve = loadScript(redis, new URL('./reserve.lua', import.meta.url))
    this.#release = loadScript(redis, new URL('./release.lua', import.meta.url))
  }

  async reserve(orderId: string, lines: OrderLine[], currency: string): Promise<Reservation> {
    const decision = await this.#reserve(
      [KEYS.products, KEYS.stock, KEYS.reservations],
      [orderId, currency, ...lines.flatMap(({ sku, quantity }) => [sku, quantity])],
    )
    return JSON.parse(decision as string) as Reservation
  }

  async release(orderId: string): Promise<Reservation> {
    const decision = await this.#release([KEYS.stock, KEYS.reservations], [orderId])
    return JSON.parse(decision as string) as Reservation
  }
}
