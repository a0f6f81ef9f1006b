import { stoppedInstance } from '@slipway/testing'
import { expect, test } from 'vitest'
import { send } from './send.ts'
import { startGateway } from './start-gateway.ts'

async function startAlone() {
  const stopped = stoppedInstance()
  const noPage = { PAGE: 'off' } as object // nothing without the page's settings
  return startGateway({ ITEMS_URL: stopped, NOTES_URL: stopped, ...noPage })
}

test('/ redirects to the documentation where there is no page', async () => {
  await using gateway = await startAlone()

  expect(await send(gateway.url, '/')).toMatchObject({ status: 302, headers: { location: '/api/docs' } })
  expect(await send(gateway.url, '/page/main.ts')).toMatchObject({ status: 404 })
  expect(await send(gateway.url, '/page/events')).toMatchObject({ status: 404 })
})

test.each(['/api/docs', '/api/docs/'])('%s is a page that loads nothing from another host', async (path) => {
  await using gateway = await startAlone()

  const page = await send(gateway.url, path)

  expect(page.status).toBe(200)
  expect(page.headers['content-type']).toMatch(/^text\/html/)
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  const references = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, reference]) => reference!)
  expect(references.length).toBeGreaterThan(3)
  for (const reference of references) {
    const { origin, pathname } = new URL(reference, gateway.url + path)
    expect(origin).toBe(gateway.url)
    expect(await send(gateway.url, pathname)).toMatchObject({ status: 200 })
  }
  expect(page.body).not.toMatch(/https?:\/\/|["'(]\/\//)
})

test('the page shows the merged document, and refers to no other host', async () => {
  await using gateway = await startAlone()

  const script = await send(gateway.url, '/api/docs/static/swagger-initializer.js')

  expect(script.status).toBe(200)
  expect(script.body).toContain('/api/openapi.json')
  expect(script.body.replace(/^\s*\/\/.*$/gm, '')).not.toMatch(/https?:\/\//)
  expect(script.body).toMatch(/"?validatorUrl"?: ?null/)
})
