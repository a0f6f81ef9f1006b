import type { Random } from '@slipway/harness'
import { randomFraming } from './framings.ts'
import { randomHeaders } from './header-lines.ts'
import type { RawRequest } from './request.ts'
import { randomTarget } from './targets.ts'

const METHODS = ['GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']
const ODD_METHODS = [
  'TRACE',
  'QUERY',
  'CONNECT',
  'CONNECT',
  'get',
  'PROPFIND',
  'PRI',
  'GETX',
  '',
  'G\u0000T',
  'M-SEARCH',
]
const VERSIONS = ['HTTP/1.0', 'HTTP/1.1 ', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.2', 'http/1.1', '']
const HOSTS = [
  'localhost',
  '127.0.0.1:8080',
  'LOCALHOST',
  'orders',
  'localhost@x',
  'localhost/x',
  '',
  '[::1]',
  'a b',
]

/** What requests are made of that depends on the system. */
export interface Ingredients {
  prefixes: string[]
  /** Values of `Authorization`: those that are accepted, and others. */
  accepted: string[]
  rejected: string[]
}

export function randomRequest(random: Random, ingredients: Ingredients): RawRequest {
  const { prefixes, accepted, rejected } = ingredients
  const headers = randomHeaders(random)
  const add = (line: string) => headers.splice(random.below(headers.length + 1), 0, line)
  if (random.chance(0.97)) add(`Host: ${random.chance(0.95) ? 'localhost' : random.pick(HOSTS)}`)
  if (random.chance(0.03)) add(`host: ${random.pick(HOSTS)}`)
  if (random.chance(0.85)) add(`Authorization: ${random.pick(accepted)}`)
  if (random.chance(0.1)) add(`authorization: ${random.pick([...accepted, ...rejected, ...rejected])}`)
  return {
    method: random.pick(random.chance(0.93) ? METHODS : ODD_METHODS),
    target: randomTarget(random, prefixes),
    version: random.chance(0.97) ? 'HTTP/1.1' : random.pick(VERSIONS),
    headers,
    framing: randomFraming(random),
  }
}
