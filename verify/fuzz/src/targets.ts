import type { Random } from '@slipway/harness'

/** What could lead out of a prefix, if somebody decodes or joins it in another way. */
const TRICKS = [
  ...[
    '/..',
    '/.',
    '/%2e%2e',
    '/%2E.',
    '/.%2e',
    '/..%2f..',
    '/..%5c',
    '\\..',
    '/\\..',
    '/%252e%252e',
    '/..;',
    '/...',
  ],
  ...[
    '//',
    '/',
    '\\',
    '%2f',
    '%5c',
    '%252f',
    ';',
    ';x=1',
    '%3b',
    '%00',
    '%0d%0a',
    '%20',
    '%',
    '%zz',
    '%ff',
    '%c0%ae',
  ],
  ...['#', '?', '?x=/../..', '#/../..', '@', ':', '*', '~', '\u00e9', '\u0080', '\t', '\u0001'],
]
const NAMES = [
  '/x',
  '/internal',
  '/reservations',
  '/reservations/x/release',
  '/topology',
  '/openapi.json',
  '/livez',
]
const ELSEWHERE = [
  ...[
    '/',
    '*',
    '/reservations/x',
    '/topology',
    '/openapi.json',
    '/metrics',
    '/api',
    '/api/',
    '/API/orders',
    '/api/docs',
  ],
  ...[
    '/%61pi/orders',
    '/api/%6frders',
    '//api/orders',
    '/api//orders',
    '/./api/orders',
    '/x/../api/orders',
    'api/orders',
  ],
  ...['/api/ordersx', '/api/orders-x', '/livez', '/lessons', '', ' ', '/api/openapi.json', 'catalog:3001'],
]
const ORIGINS = ['http://catalog', 'http://127.0.0.1:1', 'https://x', 'http://u:p@orders', 'file://', 'http:']

/** A request target: mostly below one of the prefixes, with tricks. */
export function randomTarget(random: Random, prefixes: string[]): string {
  const prefix = random.pick(prefixes)
  if (random.chance(0.4)) return `${prefix}${random.pick(['', '/x', '?limit=1', '/x?a=b&a=%20', '/x/y'])}`
  if (random.chance(0.15)) return random.pick(ELSEWHERE)
  let target = prefix
  for (let parts = random.below(6); parts >= 0; parts--) {
    target += random.pick(random.chance(0.6) ? TRICKS : [...NAMES, ...prefixes])
  }
  return random.chance(0.1) ? random.pick(ORIGINS) + target : target
}
