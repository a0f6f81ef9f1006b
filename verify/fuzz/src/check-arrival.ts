import { posix } from 'node:path'
import { CALLER_TOKEN_HEADER } from '@slipway/contracts'
import { PUBLIC_SERVICES } from '@slipway/services'
import { callerToken } from './gateway.ts'
import type { Ingredients } from './random-request.ts'
import type { Arrival } from './recording-upstream.ts'
import { isRead, type RawRequest, valuesOf } from './request.ts'

/** Headers that only the gateway may send, or that end at a connection. */
const NEVER =
  /^(forwarded|x-real-ip|traceparent|tracestate|te|trailer|upgrade|expect|keep-alive|proxy-.*|transfer-encoding)$/
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']

/** What is wrong with a request that a service got: what was authorised must be what it sees. */
export function checkArrival(
  arrival: Arrival,
  sent: RawRequest | undefined,
  { accepted }: Ingredients,
): string[] {
  if (!sent) return ['a request arrived that nobody sent as one']
  const { service, method, url, body } = arrival
  const problems: string[] = []
  const expect = (ok: boolean, problem: string) => {
    if (!ok) problems.push(problem)
  }
  const values = (name: string) => arrival.headers.filter(([one]) => one === name).map(([, value]) => value)
  const { path } = PUBLIC_SERVICES.find(({ name }) => name === service)!
  expect(isBelow(url, path), 'a request arrived at a path that is not of this service')
  expect(!hasDotSegments(url), 'a request arrived with dot segments')
  expect(method === sent.method, 'another method arrived')
  // The router takes /%61pi for /api, which then arrives like that.
  expect(unescaped(url) === unescaped(sent.target), 'another target arrived')
  // A read is passed on without its body, which means nothing (RFC 9110, 9.3.1), and before it has been read.
  expect(isRead(method) || sent.framing.body !== undefined, 'a request arrived whose end is ambiguous')
  expect(body === (isRead(method) ? '' : sent.framing.body), 'another body arrived')
  const tokens = valuesOf(sent, 'authorization')
  expect(tokens.length === 1 && accepted.includes(tokens[0]!), 'a request without a valid token arrived')
  expect(same(values('authorization'), tokens), 'another authorization arrived')
  expect(same(values(CALLER_TOKEN_HEADER), [callerToken(service)]), 'another caller token arrived')
  expect(valuesOf(sent, 'host').length <= 1, 'a request for two hosts arrived')
  for (const [name] of arrival.headers) {
    const isForged = NEVER.test(name) || (name.startsWith('x-forwarded-') && !FORWARDED.includes(name))
    expect(!isForged, `the client's header ${name} arrived`)
  }
  expect(same(values('x-forwarded-for'), ['127.0.0.1']), 'another address of the client arrived')
  return problems
}

const same = (a: string[], b: string[]) => a.length === b.length && a.every((value, i) => value === b[i])

/** Also once `..`, and slashes and dots that are escaped, are resolved, as some server may do. */
function isBelow(url: string, prefix: string): boolean {
  const resolved = posix.normalize(unescaped(pathOf(url)).replaceAll('\\', '/'))
  return [new URL(`http://service${url}`).pathname, resolved].every(
    (path) => path === prefix || path.startsWith(`${prefix}/`),
  )
}

const hasDotSegments = (url: string) => unescaped(pathOf(url)).split(/[\\/]/).includes('..')

const pathOf = (url: string) => url.replace(/[?#].*/s, '')

/** With its escapes replaced once. */
const unescaped = (text: string) =>
  text.replaceAll(/%([\da-f]{2})/gi, (_escape, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
