import { join } from 'node:path'
import type { Service } from '@slipway/services'
import { AUDIENCE, CALLERS, keySetFile, USERS } from './issuers.ts'
import { callerTokenFile, demoTokensFile } from './token-files.ts'

/** Where a checkout has its keys and tokens, in the folder of its data. */
export const identityFolder = (data: string): string => join(data, 'identity')

/** The settings of a process about identity: on with the folder of the keys, else off. */
export function identitySettings(folder: string | undefined, service: Service): Record<string, string> {
  if (!folder) return { AUTH: 'off' }
  return {
    AUTH: 'on',
    TOKEN_ISSUER: USERS.url,
    TOKEN_AUDIENCE: AUDIENCE,
    TOKEN_KEYS: join(folder, keySetFile(USERS)),
    CALLER_ISSUER: CALLERS.url,
    CALLER_KEYS: join(folder, keySetFile(CALLERS)),
    // The caller replaces {service} by the name of the one that it calls.
    ...(service.calls.length > 0 && {
      CALLER_TOKEN_FILE: callerTokenFile(folder, service.name, '{service}'),
    }),
    ...(service.published && { DEMO_TOKENS_FILE: demoTokensFile(folder) }),
  }
}
