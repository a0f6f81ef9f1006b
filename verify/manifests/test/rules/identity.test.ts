import { SERVICES } from '@slipway/services'
import { describe } from 'vitest'
import type { ServiceAccountToken } from '../../src/resources.ts'
import { type Manifests, skipped, testPlanted } from './planted.ts'

const { name: caller, calls } = SERVICES.find(({ calls, published }) => calls.length > 0 && !published)!
const [callee] = calls as [string]

const sources = (m: Manifests) =>
  m.pod(caller).volumes!.find(({ projected }) => projected)!.projected!.sources!
const token = (m: Manifests): ServiceAccountToken => sources(m)[0]!.serviceAccountToken!

describe.skipIf(skipped)(`tokens of callers that are wrong are found${skipped}`, () =>
  testPlanted([
    [`Deployment ${caller}: has no token for ${callee}`, (m) => sources(m).splice(0, 1)],
    [
      `Deployment ${caller}: has a token for planted, which it does not call`,
      (m) => sources(m).push({ serviceAccountToken: { ...token(m), path: 'planted', audience: 'planted' } }),
    ],
    [
      `Deployment ${caller}: the audience of the token for ${callee} is undefined`,
      (m) => delete token(m).audience, // the cluster's own: a token for the API server
    ],
    [
      `Deployment ${caller}: the token for ${callee} is valid for more than an hour`,
      (m) => (token(m).expirationSeconds = 86_400),
    ],
  ]),
)
