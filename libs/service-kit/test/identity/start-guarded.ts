import { CALLER_TOKEN_HEADER } from '@slipway/contracts'
import { identityOf, startIssuer } from '@slipway/testing'
import type { ServiceOptions } from '../../src/index.ts'
import { NO_LIMITS, startTestService } from '../test-service.ts'

/** A service `things` that needs tokens, behind the callers gateway and shelves, and its two issuers. */
export async function startGuarded(
  settings: Record<string, string> = {},
  options: Partial<ServiceOptions> = {},
) {
  const users = await startIssuer('https://users.example')
  const callers = await startIssuer('https://callers.example')
  const identity = { TOKEN_AUDIENCE: 'slipway', TOKEN_ROLES_CLAIM: 'roles' }
  const service = await startTestService(
    {
      settings: {
        ...NO_LIMITS,
        ...identity,
        ...identityOf(users, callers),
        ...settings,
      } as ServiceOptions['settings'],
      callers: { '/shelf/': ['shelves'] },
      ...options,
    },
    (app) => {
      app.get('/api/whoami', async ({ user }) => user)
      app.get('/shelf/:id', async () => ({}))
    },
  )
  const gateway = await callers.sign('gateway', 'things')
  /** A GET with the gateway's own token, unless another one is given. */
  const get = (path: string, token?: string, caller: string | null = gateway) =>
    fetch(`http://127.0.0.1:${service.port}${path}`, {
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(caller !== null && { [CALLER_TOKEN_HEADER]: caller }),
      },
    })
  return {
    users,
    callers,
    service,
    get,
    /** The status of a request below `/api/` with this token. */
    status: async (token?: string) => (await get('/api/whoami', token)).status,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]()
      await Promise.all([users, callers].map((issuer) => issuer[Symbol.asyncDispose]()))
    },
  }
}
