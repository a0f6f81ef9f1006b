import type { OrderLine, Reservation } from '@slipway/contracts'
import { loadScript, type Script } from '@slipway/store'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import { endedBefore, isTooOld, reservedBefore } from './decision-lifetime.ts'
import { MAX_DELETIONS, type ReservationStore } from './store.ts'
import { parseStored } from './stored-decision.ts'

export class RedisReservationStore implements ReservationStore {
  readonly #reserve: Script
  readonly #release: Script
  readonly #retention: number

  /** `retention` in ms; Infinity: reservations are never deleted. */
  constructor(redis: Redis, retention: number) {
    this.#reserve = loadScript(redis, new URL('./reserve.lua', import.meta.url))
    this.#release = loadScript(redis, new URL('./release.lua', import.meta.url))
    this.#retention = retention
  }

  async reserve(
    orderId: string,
    lines: OrderLine[],
    currency: string,
    now = Date.now(),
  ): Promise<Reservation> {
    const oldest = reservedBefore(now, this.#retention)
    const decision = await this.#reserve(
      [KEYS.products, KEYS.stock, KEYS.reservations, KEYS.reservedAt, KEYS.endedAt],
      [
        orderId,
        currency,
        now,
        Number.isFinite(oldest) ? oldest : '-inf',
        endedBefore(now),
        isTooOld(orderId, now) ? '1' : '',
        MAX_DELETIONS,
        ...lines.flatMap(({ sku, quantity }) => [sku, quantity]),
      ],
    )
    return parseStored(decision as string)
  }

  async release(orderId: string, now = Date.now()): Promise<Reservation> {
    const decision = await this.#release(
      [KEYS.stock, KEYS.reservations, KEYS.reservedAt, KEYS.endedAt],
      [orderId, now],
    )
    return parseStored(decision as string)
  }
}
