import { once } from 'node:events'
import { connect } from 'node:net'
import { listen } from '@slipway/testing'
import { expect, test } from 'vitest'
import { serveMetrics } from '../../src/metrics/server.ts'
import { startScraped } from './scrape.ts'

const METRICS = { contentType: 'text/plain', read: async () => 'metrics', stop: () => {} }

test('serves /metrics in the format of Prometheus, and nothing else', async () => {
  await using app = await startScraped()
  const response = await fetch(app.url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  for (const path of ['/', '/metrics/', '/livez', '/topology', '/metrics?x=1'])
    expect((await fetch(new URL(path, app.url))).status, path).toBe(404)
  for (const method of ['POST', 'PUT', 'DELETE'])
    expect((await fetch(app.url, { method })).status, method).toBe(405)
})

test('the port is closed with the app, whoever is still connected', async () => {
  const app = await startScraped()
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  socket.on('error', () => {}).write('GET /metrics HTTP/1.1\r\n') // half of a request
  await app.scrape()
  const closed = once(socket, 'close')
  await app[Symbol.asyncDispose]()
  await closed
  await expect(fetch(app.url)).rejects.toThrow()
})

test('a port in use is an error that says what to do', async () => {
  await using other = await listen(() => {})
  const port = Number(new URL(other.url).port)
  await expect(serveMetrics(METRICS, '127.0.0.1', port)).rejects.toMatchObject({
    name: 'StartupError',
    message: `METRICS_PORT ${port} is in use on 127.0.0.1. Set METRICS_PORT to a free port; each process needs one of its own.`,
  })
})

test.each([
  ['192.0.2.1', 'METRICS_HOST 192.0.2.1 is not an address of this machine.'],
  ['no-such-host.invalid', 'METRICS_HOST no-such-host.invalid cannot be resolved.'],
])('so is the address %s', async (host, message) => {
  const error = await serveMetrics(METRICS, host, 0).catch((error) => error)
  expect(error.name).toBe('StartupError')
  expect(error.message).toContain(message)
})

test('an IPv6 address is written in brackets', async () => {
  const server = await serveMetrics(METRICS, '::1', 0)
  expect(await (await fetch(server.url)).text()).toBe('metrics')
  await server.close()
})
