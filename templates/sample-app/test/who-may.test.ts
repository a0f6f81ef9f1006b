import { onBothStores, recordedLog, temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { startWithUsers, type UserName } from './start-with-users.ts'

type SampleApp = Awaited<ReturnType<typeof startWithUsers>>

/** What a user does: returns the status. */
const ACTIONS: Record<string, (sampleApp: SampleApp, user: UserName) => Promise<number>> = {
  list: async (sampleApp, user) => (await sampleApp.as(user).get('/api/spare-parts')).status,
  read: async (sampleApp, user) => (await sampleApp.as(user).get('/api/spare-parts/first')).status,
  change: async (sampleApp, user) =>
    (await sampleApp.as(user).put('/api/spare-parts/first').send({ name: 'Changed' })).status,
}

/** By action: for customers and for operators, the status and the name that is stored after it. */
const TABLE: [action: string, customer: [number, string], operator: [number, string]][] = [
  ['list', [200, 'First'], [200, 'First']],
  ['read', [200, 'First'], [200, 'First']],
  ['change', [403, 'First'], [200, 'Changed']],
]

onBothStores('who may do what:', (freshUrl) => {
  describe.each(['ada', 'operator', 'local'] as const)('%s', (user) => {
    test.each(TABLE)('%s', async (action, customer, operator) => {
      await using sampleApp = await startWithUsers(freshUrl())
      const status = await ACTIONS[action]!(sampleApp, user)
      const { name } = (await sampleApp.store.get('first'))!
      expect([status, name]).toEqual(user === 'ada' ? customer : operator)
    })
  })
})

test('a change that is refused says why, before the body is validated', async () => {
  const { logger, records } = recordedLog()
  using folder = temporaryFolder()
  await using sampleApp = await startWithUsers(`sqlite:${folder.path}/sample-app.db`, logger)
  const { status, body } = await sampleApp.as('ada').put('/api/spare-parts/first').send({})
  expect(status).toBe(403)
  expect(body.detail).toBe('Only operators may change spare parts.')
  const refusals = () => records().filter(({ event }) => event === 'access-refused')
  await expect.poll(() => refusals()).toHaveLength(1)
  expect(refusals()).toMatchObject([{ status: 403, reason: 'not-operator', subject: 'ada' }])
})
