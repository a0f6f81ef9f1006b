import { checkArrival } from './check-arrival.ts'
import { checkResponses } from './check-responses.ts'
import { exchange } from './exchange.ts'
import type { FuzzedGateway } from './gateway.ts'
import type { Arrival } from './recording-upstream.ts'
import { bytesOf, ID_HEADER, type RawRequest } from './request.ts'

export interface Result {
  /** What is wrong. */
  problems: string[]
  /** How many requests a service has got. */
  arrived: number
}

/** Sends requests one after the other on one connection, without waiting for responses, and checks what comes of it. */
export async function attempt(gateway: FuzzedGateway, requests: RawRequest[]): Promise<Result> {
  const { sent, ingredients, port } = gateway
  const ids = requests.map((request) => {
    const id = `request-${sent.size}`
    sent.set(id, request)
    return id
  })
  const done = await exchange(port, requests.map((request, i) => bytesOf(request, ids[i]!)).join(''))
  const arrivals = gateway.take()
  const own = arrivals.map(idOf).filter((id) => ids.includes(id))
  const problems = arrivals.flatMap((arrival) => {
    const id = idOf(arrival)
    // After a connection that was closed early, those of its requests may come later.
    const late = sent.has(id) && !ids.includes(id) ? ' (from an earlier connection)' : ''
    return checkArrival(arrival, sent.get(id), ingredients).map((problem) => problem + late)
  })
  problems.push(...checkResponses(done, requests, ids, own))
  if (!gateway.running()) problems.push('the gateway has ended')
  return { problems: [...new Set(problems)], arrived: arrivals.length }
}

const idOf = ({ headers }: Arrival) => headers.find(([name]) => name === ID_HEADER)?.[1] ?? ''
