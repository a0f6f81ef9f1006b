import { describe } from 'vitest'
import { APP, skipped, testPlanted } from './planted.ts'

describe.skipIf(skipped)(`a secret in the wrong place is found${skipped}`, () =>
  testPlanted([
    [
      `ConfigMap ${APP}-HASH: API_TOKEN contains a secret in clear text`,
      (m) => (m.find('ConfigMap', APP).data!.API_TOKEN = 'abc'),
    ],
    [
      `Deployment ${APP}: REDIS_PASSWORD contains a secret in clear text`,
      (m) => (m.container().env = [{ name: 'REDIS_PASSWORD', value: 'abc' }]),
    ],
    [
      `ConfigMap ${APP}-HASH: STORE_URL contains a URL with a password`,
      (m) => (m.find('ConfigMap', APP).data!.STORE_URL = `redis://${APP}:abc@redis:6379`),
    ],
    [
      `Deployment ${APP}: STORE_URL puts a secret into the environment: mount it as a file`,
      (m) => (m.container().env = [{ name: 'STORE_URL', valueFrom: { secretKeyRef: {} } }]),
    ],
    [
      `Deployment ${APP}: ${APP}-store-url is put into the environment: mount it as files`,
      (m) => m.container().envFrom!.push({ secretRef: { name: `${APP}-store-url` } }),
    ],
  ]),
)
