import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { repeatIfStalled } from '../src/index.ts'
import { stall } from './stall.ts'

test('a check that failed while the machine stalled is run again, three times in all', async () => {
  let runs = 0
  let late = 0
  const check = async () => {
    runs++
    await sleep(500) // until stalls are watched for
    if (--late < 0) return
    await stall()
    throw new Error('late')
  }
  late = 2
  await repeatIfStalled(check)
  expect(runs).toBe(3)

  late = 3
  await expect(repeatIfStalled(check)).rejects.toThrow('late')
  expect(runs).toBe(3 + 3)
})

test('one that failed on a calm machine is not', async () => {
  let runs = 0
  const check = repeatIfStalled(async () => {
    runs++
    throw new Error('wrong')
  })
  await expect(check).rejects.toThrow('wrong')
  expect(runs).toBe(1)
})
