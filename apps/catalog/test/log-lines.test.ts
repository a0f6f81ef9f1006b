import { randomUUIDv7 } from 'node:crypto'
import { recordedLog } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startCatalog } from './start-catalog.ts'

test('each request for a reservation has the order and the decision in its line', async () => {
  const { logger, records } = recordedLog()
  await using catalog = await startCatalog({ SEED: 'demo' }, logger)
  const [reserved, refused] = [randomUUIDv7(), randomUUIDv7()]
  await catalog.reserve(reserved, [{ sku: 'compass', quantity: 1 }]).expect(200)
  await catalog.reserve(refused, [{ sku: 'compass', quantity: 900 }]).expect(200)
  await catalog.release(reserved).expect(200)
  const requests = () => records().filter(({ msg }) => msg === 'request')
  await expect.poll(() => requests()).toHaveLength(3)
  expect(requests()).toMatchObject([
    { orderId: reserved, reservation: 'reserved' },
    { orderId: refused, reservation: 'refused' },
    { orderId: reserved, reservation: 'released' },
  ])
})
