import { describe } from 'vitest'
import { APP, type Manifests, skipped, testPlanted } from './planted.ts'

describe.skipIf(skipped)(`a violation in another object is found${skipped}`, () => {
  const budget = (m: Manifests) => m.find('PodDisruptionBudget', APP).spec
  describe('disruption budgets', () =>
    testPlanted([
      [
        `PodDisruptionBudget ${APP}: selects no pod`,
        (m) => (budget(m).selector = { matchLabels: { app: 'web' } } as never),
      ],
      [
        `PodDisruptionBudget ${APP}: selects more than one workload`,
        (m) => (budget(m).selector = {} as never),
      ],
      [
        `PodDisruptionBudget ${APP}: prevents every node drain (maxUnavailable)`,
        (m) => (budget(m).maxUnavailable = '0%'),
      ],
      [
        `PodDisruptionBudget ${APP}: prevents every node drain (minAvailable)`,
        (m) => (budget(m).minAvailable = 2),
      ],
      [
        `PodDisruptionBudget ${APP}: lets an unhealthy pod prevent a node drain (unhealthyPodEvictionPolicy)`,
        (m) => delete budget(m).unhealthyPodEvictionPolicy,
      ],
    ]))

  describe('the namespace', () =>
    testPlanted([
      ['there is not exactly one Namespace', (m) => m.remove('Namespace', 'slipway')],
      [
        'Namespace slipway: Pod Security is not enforced at the level restricted',
        (m) => (m.find('Namespace', 'slipway').metadata.labels = {}),
      ],
      [
        `Service ${APP}: is not in the namespace slipway`,
        (m) => (m.find('Service', APP).metadata.namespace = 'default'),
      ],
    ]))

  describe('images', () => {
    const image = `localhost:5000/slipway/${APP}:dev`
    testPlanted([
      [`Deployment ${APP}: ${image} is not named by digest`, (m) => (m.container().image = image)],
    ])
  })
})
