import { parseAst } from 'vite'
import { expect, test } from 'vitest'
import { en } from '../src/page/browser/en.ts'
import { zh } from '../src/page/browser/zh.ts'
import { send } from './send.ts'
import { sharedSystem } from './start-gateway.ts'

const LIMIT = 30 * 1024 // bytes

const system = sharedSystem()
const get = (path: string, headers = {}) => send(system().url, path, { headers })

/** Everything that a browser loads for the page, by path. */
async function loaded(): Promise<Map<string, Awaited<ReturnType<typeof get>>>> {
  const files = new Map([['/', await get('/')]])
  for (const [path, { body }] of files) {
    for (const [, reference] of body.matchAll(/(?:src=|href=|from |import )["']([^"']+)["']/g)) {
      const { origin, pathname } = new URL(reference!, `http://page.test${path}`)
      expect(origin, `${reference} in ${path}`).toBe('http://page.test')
      if (!pathname.startsWith('/api/') && !files.has(pathname)) files.set(pathname, await get(pathname))
    }
  }
  return files
}

test('/ is the page; it may load and run only what the gateway serves, and nothing inline', async () => {
  const { status, headers } = await get('/')

  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
  })
  const policy = Object.fromEntries(
    String(headers['content-security-policy'])
      .split('; ')
      .map((directive) => directive.split(/ (.*)/).slice(0, 2)),
  )
  expect(policy).toMatchObject({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  })
  expect(JSON.stringify(policy)).not.toMatch(/unsafe|https?:|\*/)
})

test('each file that it loads is there, with its type; TypeScript has lost its types', async () => {
  const files = await loaded()

  expect(files.size).toBeGreaterThan(20)
  const types: Record<string, string> = {
    ts: 'text/javascript; charset=utf-8',
    css: 'text/css; charset=utf-8',
    svg: 'image/svg+xml',
  }
  for (const [path, { status, headers, body }] of files) {
    if (path === '/') continue
    expect({ path, status, type: headers['content-type'] }).toEqual({
      path,
      status: 200,
      type: types[path.split('.').at(-1)!],
    })
    if (path.endsWith('.ts')) parseAst(body) // throws where it is not JavaScript
  }
})

test('a browser that has a file is told that it has not changed', async () => {
  const { etag } = (await get('/page/main.ts')).headers

  expect(await get('/page/main.ts', { 'if-none-match': etag })).toMatchObject({ status: 304, body: '' })
  expect(await get('/page/main.ts', { 'if-none-match': '"other"' })).toMatchObject({ status: 200 })
})

test('all of it is at most 30 KB as browsers get it, and smaller than without compression', async () => {
  let sent = 0
  let plain = 0
  for (const [path, { body }] of await loaded()) {
    const { headers } = await get(path, { 'accept-encoding': 'gzip, deflate, br' })
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
    sent += Number(headers['content-length'])
    plain += Buffer.byteLength(body)
  }
  console.log(`The page is ${sent} bytes, ${plain} without compression.`)
  expect(sent).toBeLessThanOrEqual(LIMIT)
  expect(sent).toBeLessThan(plain)
  expect((await get('/', { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined()
})

test('both languages have the same texts, with the same values in them', () => {
  const values = (texts: Record<string, string>) =>
    Object.entries(texts).map(([key, text]) => [key, (text.match(/\{\d\}/g) ?? []).sort()])

  expect(values(zh)).toEqual(values(en))
  for (const text of [...Object.values(en), ...Object.values(zh)]) expect(text).not.toBe('')
})

test('each text that the page names exists, and each that exists is used', async () => {
  const files = await loaded()
  const html = files.get('/')!.body
  const named = Array.from(html.matchAll(/data-(?:t|label)="([^"]+)"/g), ([, key]) => key!)
  expect(named.filter((key) => !(key in en))).toEqual([])
  const scripts = [...files].filter(([path]) => path.endsWith('.ts') && !/\/(en|zh)\.ts$/.test(path))
  const code = scripts.map(([, { body }]) => body).join('\n')
  // What the API says, such as a status, is looked up as it is.
  const words =
    /^(available|ejected|draining|closed|open|half-open|pending|confirmed|rejected|cancelling|cancelled|running|paused|retries|ejection|shedding)$/
  const unused = Object.keys(en).filter(
    (key) => !named.includes(key) && !words.test(key) && !new RegExp(`['"]?\\b${key}\\b['":]`).test(code),
  )
  expect(unused).toEqual([])
})

test('a path below /page that does not exist is a 404', async () => {
  for (const path of ['/page/', '/page/tsconfig.json', '/page/../app.ts', '/page/%2e%2e/events.ts']) {
    expect(await get(path)).toMatchObject({ status: 404 })
  }
})
