export type { CallContext } from './api/call-context.ts'
export { callContext } from './api/call-context.ts'
export {
  fingerprint,
  IdempotencyHeaders,
  keyReused,
  parseIdempotencyKey,
  storedKey,
} from './api/idempotency-key.ts'
export { decodeCursor, encodeCursor } from './api/page-cursor.ts'
export { limitPage } from './api/page-size.ts'
export { invalidField, Problem } from './api/problem.ts'
// Declares `request.deadline`.
export type {} from './http/deadline.ts'
// Declares `app.drain`.
export type {} from './http/drain.ts'
export { OVERLOADED } from './http/load-shedding.ts'
export { addMethodNotAllowedRoutes } from './http/method-not-allowed.ts'
export { hidden, openApiRoute } from './http/openapi.ts'
export { addLogFields } from './http/request-log.ts'
export type { ServiceOptions } from './http/service.ts'
export { createService } from './http/service.ts'
export { topologyRoute } from './http/topology.ts'
export { compileCheck } from './http/validation.ts'
export { accessRefused } from './identity/access-refused.ts'
export { CALLER_REALM } from './identity/plugin.ts'
export { requireOperator } from './identity/require-operator.ts'
export { isLoopback, LOOPBACK } from './identity/settings.ts'
// Declares `request.user`.
export { LOCAL_USER, type User } from './identity/user.ts'
// Declares `app.lessons`.
export type { LessonsState } from './lessons/plugin.ts'
export { createLogger } from './process/logger.ts'
export { runService } from './process/run-service.ts'
export { portSetting, ServiceSettings } from './process/service-settings.ts'
export { readSettings } from './process/settings.ts'
export { StartupError } from './process/startup-error.ts'
export { TrustedProxiesSetting } from './process/trusted-proxies.ts'
