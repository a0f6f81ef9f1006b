import { fieldOf, type LogRecord, parseLine } from './log-record.ts'

/** Log lines that can be read several times. */
export type ReadLines = () => AsyncIterable<string>

/** More is not kept: nobody would read it. */
const MAX_RECORDS = 5_000

export interface Selection {
  /** Undefined where a request is about no order, or about several ones. */
  orderId: string | undefined
  /** By time. */
  records: LogRecord[]
  /** How many requests only read the order, and the first one for each status that they found: no part of its life. */
  reads: { count: number; first: LogRecord[] }
  /** Each start of a process: its instance, its address, and when. */
  starts: LogRecord[]
  lines: number
  /** Lines that are no log lines of the services. */
  skipped: number
  /** Records that were left out, as there are too many. */
  left: number
}

/**
 * Selects what the logs say of an order, or of a request and its order. A line of the gateway knows its request and not
 * the order, so lines are read again as long as new requests are found: the first time to find the order of a request,
 * then its requests, then their lines. What is kept in memory is about this order alone.
 */
export async function select(read: ReadLines, id: string): Promise<Selection> {
  const orders = new Set<string>()
  const requests = await requestsOf(read, id, (order) => orders.add(order))
  if (requests.size > 0) return collect(read, id, requests, id)
  const [orderId] = orders.size === 1 ? orders : []
  const others = orderId ? await requestsOf(read, orderId) : []
  return collect(read, orderId, new Set([id, ...others]), id)
}

/** The requests of an order; says which orders lines of a request with that id are about. */
async function requestsOf(
  read: ReadLines,
  id: string,
  isAbout: (orderId: string) => void = () => {},
): Promise<Set<string>> {
  const requests = new Set<string>()
  for await (const line of read()) {
    const orderId = fieldOf(line, 'orderId')
    if (!orderId) continue
    const requestId = fieldOf(line, 'requestId')
    if (orderId === id && requestId) requests.add(requestId)
    if (requestId === id) isAbout(orderId)
  }
  return requests
}

async function collect(
  read: ReadLines,
  orderId: string | undefined,
  requests: Set<string>,
  id: string,
): Promise<Selection> {
  const found: Selection = {
    orderId,
    records: [],
    reads: { count: 0, first: [] },
    starts: [],
    lines: 0,
    skipped: 0,
    left: 0,
  }
  const left = new Set<string>()
  for await (const line of read()) {
    if (line === '') continue
    found.lines++
    const about = fieldOf(line, 'orderId')
    const isStart = line.includes('"msg":"Server listening at ') || line.includes('"event":"process-ended"')
    const requestId = fieldOf(line, 'requestId') ?? ''
    const isOurs =
      about === undefined
        ? requests.has(requestId)
        : orderId === undefined
          ? requestId === id
          : about === orderId
    if (!isOurs && !isStart) {
      if (!line.startsWith('{') || !line.endsWith('}')) found.skipped++
      continue
    }
    const record = parseLine(line)
    if (!record) found.skipped++
    else if (isStart) found.starts.push(record)
    else if (isPlainRead(record) && record.requestId !== id) {
      const { orderStatus } = record
      if (!orderStatus) continue
      found.reads.count++
      left.add(record.requestId!)
      if (!found.reads.first.some((read) => read.orderStatus === orderStatus)) found.reads.first.push(record)
    } else if (found.records.length < MAX_RECORDS) found.records.push(record)
    else found.left++
    if (found.starts.length > MAX_RECORDS) found.starts.shift()
  }
  // The calls of the requests that were left out.
  found.records = found.records.filter((record) => !left.has(record.requestId!) || !isCall(record))
  found.records.sort((a, b) => a.time - b.time)
  found.starts.sort((a, b) => a.time - b.time)
  return found
}

const isPlainRead = ({ method, status }: LogRecord) => method === 'GET' && status === 200

/** What a process says of an attempt at another one, or of its instance. */
const isCall = ({ upstream, method }: LogRecord) => upstream !== undefined && method === undefined
