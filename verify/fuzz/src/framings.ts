import type { Random } from '@slipway/harness'
import { type Framing, ID_HEADER } from './request.ts'

/** A body that is a request itself. Whoever takes it for one has lost the border between two requests. */
const SMUGGLED = `GET /api/orders/smuggled HTTP/1.1\r\nhost: localhost\r\n${ID_HEADER}: smuggled\r\n\r\n`
const BODIES = [
  '',
  '{}',
  '{"quantity":1}',
  'x'.repeat(1_000),
  'x'.repeat(17 * 1_024),
  '\u0000\u00ff\r\n\r\n',
  SMUGGLED,
]
const NONE: Framing = { headers: [], sent: '', body: '' }

/** How a body is sent: mostly as it should be, else in a way in which a gateway and a service could disagree. */
export function randomFraming(random: Random): Framing {
  if (random.chance(0.5)) return NONE
  const body = random.pick(BODIES)
  const length = `content-length: ${body.length}`
  if (random.chance(0.3)) return { headers: [length], sent: body, body }
  if (random.chance(0.4)) {
    const coding = random.pick([
      'transfer-encoding: chunked',
      'Transfer-Encoding:CHUNKED',
      'transfer-encoding:\tchunked ',
    ])
    return { headers: [coding], sent: chunked(random, body), body }
  }
  // The zero chunk ends the body at once, the length does later: the rest would be a second request.
  return { headers: random.pick(ambiguous(body)), sent: `0\r\n\r\n${SMUGGLED}`, body: undefined }
}

function chunked(random: Random, body: string): string {
  const extension = random.pick(['', '', ';a=b', ';a="b\\"c"', ` ;${'x'.repeat(random.pick([10, 20_000]))}`])
  const half = Math.ceil(body.length / 2)
  const chunks = [body.slice(0, half), body.slice(half)].filter((chunk) => chunk !== '')
  const trailer = random.pick(['', '', 'x-caller-token: forged\r\n', 'authorization: Bearer x\r\n'])
  return [
    ...chunks.map((chunk) => `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n`),
    `0\r\n${trailer}\r\n`,
  ].join('')
}

function ambiguous(body: string): string[][] {
  const length = `content-length: ${5 + SMUGGLED.length}`
  return [
    [length, 'transfer-encoding: chunked'],
    ['transfer-encoding: chunked', length],
    [length, 'transfer-encoding: x, chunked'],
    [length, 'transfer-encoding:\r\n chunked'],
    [length, 'transfer-encoding: \u000bchunked'],
    [length, 'transfer-encoding : chunked'],
    [length, `content-length: ${body.length}`],
    [`content-length: ${body.length}`, length],
    [`content-length: ${5 + SMUGGLED.length}, ${body.length}`],
    ['content-length: +5'],
    ['content-length: 0x5'],
    ['content-length: -5'],
    ['content-length: 5 5'],
    ['transfer-encoding: identity'],
    ['transfer-encoding: xchunked'],
    ['transfer-encoding: chunked, identity'],
    ['transfer-encoding: chunked', 'transfer-encoding: identity'],
  ]
}
