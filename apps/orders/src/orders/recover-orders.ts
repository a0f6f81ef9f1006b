import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { type SettleContext, settleOrder } from './settle-order.ts'

const BATCH = 20
const FORGET_INTERVAL = 60_000 // ms

/**
 * Settles what its own request could not: every instance looks for due orders at each interval, and the
 * store gives each order to one of them at a time. Returns how to stop, which waits for the current batch.
 */
export function startRecovery(
  context: SettleContext,
  log: FastifyBaseLogger,
  interval: number,
): () => Promise<void> {
  const stopping = new AbortController()
  let forgetAt = 0

  const round = async () => {
    const now = Date.now()
    if (now >= forgetAt) {
      await context.store.forgetKeys(now)
      forgetAt = now + FORGET_INTERVAL
    }
    const orders = await context.store.takeDue(now, BATCH)
    await Promise.all(
      orders.map(async (order) => {
        const deadline = Number.POSITIVE_INFINITY // nobody waits
        const call = { requestId: `recovery-${order.id}`, log, deadline, servedBy: [] }
        const { status } = await settleOrder(context, order, call)
        log.info({ requestId: call.requestId, orderId: order.id, was: order.status, status }, 'recovery')
      }),
    )
  }

  const rounds = async () => {
    while (!stopping.signal.aborted) {
      await round().catch((err) => log.warn({ err }, 'recovery will try again'))
      await sleep(interval, undefined, { signal: stopping.signal }).catch(() => {}) // aborted: the loop ends
    }
  }
  const running = rounds()
  return async () => {
    stopping.abort()
    await running
  }
}
