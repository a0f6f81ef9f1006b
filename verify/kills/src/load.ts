import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from './client.ts'
import type { Plan } from './plan.ts'

/** Requests that this process itself is later with are not sent: a burst would be another load. */
const MAX_LATE = 100 // ms

/** Sends each request when it is due, whether the ones before have ended or not. Returns how many orders were not sent. */
export async function runLoad({ requests, seconds }: Plan, client: Client): Promise<number> {
  const inFlight: Promise<unknown>[] = []
  let notSent = 0
  for (const request of requests) {
    const early = request.at - client.now()
    if (early > 0) await sleep(early)
    if ('sku' in request) inFlight.push(client.restock(request))
    else if (early < -MAX_LATE) notSent++
    else inFlight.push(client.order(request))
  }
  await sleep(Math.max(0, seconds * 1_000 - client.now()))
  await Promise.all(inFlight)
  return notSent
}
