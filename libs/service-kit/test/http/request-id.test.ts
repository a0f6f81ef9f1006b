import { afterAll, expect, test } from 'vitest'
import { exchange, startTestService } from '../test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
const requestIdOf = async (headers: string) => {
  const { headers: responseHeaders } = await exchange(
    service.port,
    `GET /livez HTTP/1.1\r\nHost: things\r\nConnection: close\r\n${headers}\r\n`,
  )
  return responseHeaders.get('x-request-id')
}

test.each(['a', 'order-1.retry_2', '5f0c6f1e-1b7a-4f0c-9d0e-2f6f3f0a7c11', 'x'.repeat(128)])(
  'the request id %s is kept',
  async (id) => {
    expect(await requestIdOf(`X-Request-Id: ${id}\r\n`)).toBe(id)
  },
)

test.each([
  ['of 129 characters', 'x'.repeat(129)],
  ['with a space', 'a b'],
  ['with a tab', 'a\tb'],
  ['with a quote', 'a"b'],
  ['with a letter beyond ASCII', 'caf\xe9'],
  ['that is markup', '<b>'],
  ['that is empty', ''],
])('a request id %s is replaced', async (_name, id) => {
  expect(await requestIdOf(`X-Request-Id: ${id}\r\n`)).toMatch(UUID)
})

test('two request ids are replaced by one', async () => {
  expect(await requestIdOf('X-Request-Id: a\r\nX-Request-Id: b\r\n')).toMatch(UUID)
})

test('requests without an id get one each', async () => {
  const [first, second] = [await requestIdOf(''), await requestIdOf('')]
  expect(first).toMatch(UUID)
  expect(second).toMatch(UUID)
  expect(second).not.toBe(first)
})
