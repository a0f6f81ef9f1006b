import type { Random } from '@slipway/harness'

/** What a client may try to add; the names are those that somebody on the way gives a meaning. */
const ADDED = [
  'x-caller-token',
  'X-Caller-Token',
  'x-deadline-ms',
  'x-request-id',
  'x-draining',
  'x-not-processed',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-user',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method-override',
  'forwarded',
  'x-real-ip',
  'traceparent',
  'via',
  'te',
  'trailer',
  'upgrade',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'cookie',
  'origin',
  'accept',
  'content-type',
  'content-encoding',
  'idempotency-key',
  'range',
  'expect',
]
const VALUES = [
  ...[
    '',
    '1',
    'forged',
    'gateway',
    '127.0.0.1',
    '/reservations/x',
    '/topology',
    'localhost',
    'DELETE',
    'websocket',
    'h2c',
  ],
  ...[
    '100-continue',
    '200-ok',
    'trailers',
    'chunked',
    'application/json',
    'gzip',
    '0',
    '-1',
    '\u00e9',
    'a,b',
    '"',
    '*/*',
  ],
]
const NAMED = [
  'x-caller-token',
  'authorization',
  'host',
  'content-length',
  'close',
  'keep-alive',
  'upgrade',
  'x-request-id',
]
/** Lines that are no header as HTTP defines it. */
const MALFORMED = [
  ...[
    'x-caller-token : forged',
    ' x-caller-token: forged',
    '\tfolded',
    'x-a: 1\r\n folded',
    'x-a: 1\nx-caller-token: forged',
  ],
  ...[
    'x-a: 1\rx-b: 2',
    'x-a',
    ': x',
    'x a: 1',
    'x-a\u0000: 1',
    'x-a: \u0000',
    'x_caller_token: forged',
    'x-\u00e9: 1',
  ],
]

/** Headers in addition to those that a request needs. */
export function randomHeaders(random: Random): string[] {
  const lines: string[] = []
  if (random.chance(0.4)) return lines
  for (let count = random.below(5); count > 0; count--) lines.push(randomHeader(random))
  if (random.chance(0.02)) lines.push(`x-long: ${'x'.repeat(random.pick([8_000, 16_000, 40_000]))}`)
  if (random.chance(0.02)) lines.push(...Array.from({ length: 2_500 }, () => 'a:'))
  return lines
}

function randomHeader(random: Random): string {
  if (random.chance(0.07)) return random.pick(MALFORMED)
  if (random.chance(0.25)) return `connection: ${random.pick(NAMED)}, ${random.pick(NAMED)}`
  return `${random.pick(ADDED)}: ${random.pick(VALUES)}`
}
