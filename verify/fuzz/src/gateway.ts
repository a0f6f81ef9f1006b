import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { settingName } from '@slipway/contracts'
import { PUBLIC_SERVICES } from '@slipway/services'
import { identityOf, startIssuer, temporaryFolder } from '@slipway/testing'
import { freePorts, startService } from '@slipway/tools'
import type { Ingredients } from './random-request.ts'
import { type Arrival, startRecorder } from './recording-upstream.ts'
import type { RawRequest } from './request.ts'

export interface FuzzedGateway extends AsyncDisposable {
  port: number
  ingredients: Ingredients
  /** What was sent so far, by id. */
  sent: Map<string, RawRequest>
  /** What has arrived at the services since the last call. */
  take(): Arrival[]
  /** All lines that it wrote. */
  lines: string[]
  running(): boolean
}

/** The token by which the gateway proves itself to a service. */
export const callerToken = (service: string) => `caller-token-for-${service}`

/** The gateway as it is deployed, with identity on, in front of services that record what they get. */
export async function startFuzzedGateway(): Promise<FuzzedGateway> {
  const folder = temporaryFolder()
  const users = await startIssuer()
  const recorders = await Promise.all(PUBLIC_SERVICES.map(({ name }) => startRecorder(name)))
  for (const { name } of PUBLIC_SERVICES) writeFileSync(join(folder.path, name), callerToken(name))
  const port = await freePorts(1)
  const lines: string[] = []
  const gateway = startService(
    {
      name: 'gateway-1',
      app: 'gateway',
      port,
      env: {
        ...identityOf(users),
        CALLER_TOKEN_FILE: join(folder.path, '{service}'),
        ...Object.fromEntries(
          recorders.map(({ url }, i) => [settingName(PUBLIC_SERVICES[i]!.name, 'URL'), url]),
        ),
        // On a busy machine, nothing is to be refused for lack of time, nor for the number of requests.
        ...{ DEADLINE_MS: '30000', MAX_EVENT_LOOP_DELAY_MS: '0', CONNECT_TIMEOUT_MS: '5000' },
        ...{ RATE_LIMIT_PER_ADDRESS: '0', RATE_LIMIT_PER_SUBJECT: '0' },
        ...Object.fromEntries(PUBLIC_SERVICES.map(({ name }) => [settingName(name, 'TIMEOUT_MS'), '10000'])),
      },
    },
    (_name, line) => lines.push(line),
  )
  if (!(await gateway.ready())) throw new Error(`the gateway did not start:\n${lines.join('\n')}`)
  const sign = (subject: string, claims = {}) => users.sign(subject, 'slipway', { claims })
  const exp = Math.floor(Date.now() / 1_000) + 3_600
  const [ada, bob] = [await sign('ada', { exp }), await sign('bob', { exp })]
  const others = [await sign('ada', { exp: 1 }), await users.sign('ada', 'other'), `${ada.slice(0, -3)}AAA`]
  return {
    port,
    lines,
    sent: new Map(),
    ingredients: {
      prefixes: PUBLIC_SERVICES.map(({ path }) => path),
      accepted: [`Bearer ${ada}`, `Bearer ${bob}`, `bearer ${ada}`],
      rejected: [
        ...others.map((token) => `Bearer ${token}`),
        ada,
        `Bearer  ${ada}`,
        `Bearer ${ada}, x`,
        'Basic eDp4',
        '',
      ],
    },
    take: () => recorders.flatMap(({ arrivals }) => arrivals.splice(0)),
    running: gateway.running,
    async [Symbol.asyncDispose]() {
      await gateway.stop()
      await Promise.all([users, ...recorders].map((one) => one[Symbol.asyncDispose]()))
      folder[Symbol.dispose]()
    },
  }
}
