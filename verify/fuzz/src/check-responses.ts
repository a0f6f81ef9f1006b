import type { Exchange } from './exchange.ts'
import { type ParsedResponse, parseResponses } from './parse-responses.ts'
import { SEEN_HEADER } from './recording-upstream.ts'
import { isRead, type RawRequest } from './request.ts'

/**
 * What is wrong with the responses on one connection, whose requests have these ids; those of `arrived` have reached a
 * service meanwhile.
 */
export function checkResponses(
  done: Exchange,
  requests: RawRequest[],
  ids: string[],
  arrived: string[],
): string[] {
  if (!done.closed) return ['the connection stays open']
  let responses: ParsedResponse[]
  try {
    responses = parseResponses(done.received)
  } catch (error) {
    return [`a response is not HTTP: ${(error as Error).message}`]
  }
  const problems = responses.flatMap((response) => checkStatus(response, done, requests))
  if (new Set(arrived).size < arrived.length) problems.push('a request arrived twice')
  // Each request has one response, in order, until one says that it is the last.
  const seen = responses.map(({ headers }) => headers.get(SEEN_HEADER))
  if (seen.some((id, i) => id !== undefined && id !== ids[i]))
    problems.push('a response is not in the place of its request')
  const isAnswered = (id: string) => {
    const place = ids.indexOf(id)
    return place >= seen.length || seen[place] === id || isReadWithBody(requests[place]!)
  }
  if (!arrived.every(isAnswered)) problems.push('a request arrived, and its response is another')
  const isLast = responses.at(-1)?.headers.get('connection') === 'close'
  if (!isLast && !done.gaveUp) problems.push('the connection was closed without saying so')
  return problems
}

/** A read is passed on before its body has been read, which may turn out to be malformed. */
const isReadWithBody = ({ method, framing }: RawRequest) => isRead(method) && framing.sent !== ''

/** Refusals are problem documents, and none is a 5xx: only CONNECT is not implemented. */
function checkStatus(
  { status, headers, body }: ParsedResponse,
  { gaveUp }: Exchange,
  requests: RawRequest[],
): string[] {
  const isExpected =
    status < 500 ||
    (status === 501 && requests.some(({ method }) => method === 'CONNECT')) ||
    (status === 503 && gaveUp)
  if (!isExpected) return [`a response is a ${status}`]
  if (status < 400 || body === '') return []
  const isProblem = /^application\/problem\+json(;|$)/.test(headers.get('content-type') ?? '')
  if (!isProblem) return [`a ${status} is no problem document`]
  return JSON.parse(body).status === status ? [] : [`a problem document for a ${status} has another status`]
}
