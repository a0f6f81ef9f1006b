import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { startTestService } from '../test-service.ts'

test('a service that does not drain is ready, keeps connections open and sends no X-Draining', async () => {
  await using service = await startTestService()
  const { headers } = await supertest(service.app.server)
    .get('/readyz')
    .set('connection', 'keep-alive')
    .expect(200)
  expect(headers).not.toHaveProperty('x-draining')
  expect(headers.connection).toBe('keep-alive')
})

test('a draining service is alive but not ready', async () => {
  await using service = await startTestService()
  service.app.drain.active = true
  await supertest(service.app.server).get('/readyz').expect(503)
  await supertest(service.app.server).get('/livez').expect(200)
})

test('a service whose store is unavailable is ready', async () => {
  await using service = await startTestService()
  await supertest(service.app.server).get('/unavailable').expect(503)
  await supertest(service.app.server).get('/readyz').expect(200)
})

test.each([
  ['/things/1', 200],
  ['/readyz', 503],
  ['/nothing', 404],
  ['/bug', 500],
  ['/%zz', 400],
])('while draining, the response of %s has X-Draining and closes its connection', async (path, status) => {
  await using service = await startTestService()
  service.app.drain.active = true
  const { headers } = await supertest(service.app.server)
    .get(path)
    .set('connection', 'keep-alive')
    .expect(status)
  expect(headers).toMatchObject({ connection: 'close', 'x-draining': '1' })
})

test('a request that arrives while the service closes gets a response', async () => {
  await using service = await startTestService()
  const socket = connect(service.port, '127.0.0.1').setEncoding('utf8')
  await once(socket, 'connect')
  let responses = ''
  socket.on('data', (chunk) => {
    responses += chunk
  })
  socket.write('GET /things/1 HTTP/1.1\r\nHost: things\r\n\r\nGET /things/2?limit=7 HTTP/1.1\r\n')
  await expect.poll(() => responses).toMatch(/^HTTP\/1.1 200 /)

  service.app.drain.active = true
  const closed = service.app.close()
  await expect.poll(() => service.app.server.listening).toBe(false)
  responses = ''
  socket.write('Host: things\r\n\r\n')

  await once(socket, 'close')
  await closed
  expect(responses).toMatch(/^HTTP\/1.1 200 /)
  expect(responses).toMatch(/\r\nconnection: close\r\n/i)
  expect(responses).toMatch(/{"limit":7}$/)
})

test('resources are closed only after the last request', async () => {
  const events: string[] = []
  const release = Promise.withResolvers<void>()
  await using service = await startTestService({}, (app) => {
    app.get('/slow', async () => {
      events.push('started')
      await release.promise
      await sleep(1)
      events.push('done')
      return {}
    })
    app.addHook('onClose', async () => void events.push('store closed'))
  })
  const response = supertest(service.app.server)
    .get('/slow')
    .then(({ status }) => status)
  await expect.poll(() => events).toEqual(['started'])
  const closed = service.app.close()
  await expect.poll(() => service.app.server.listening).toBe(false)
  release.resolve()
  expect(await response).toBe(200)
  await closed
  expect(events).toEqual(['started', 'done', 'store closed'])
})
