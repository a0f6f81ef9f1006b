import { hostname } from 'node:os'
import { TelemetrySettings } from '@slipway/telemetry'
import { Type } from 'typebox'
import { TlsSettings } from '../http/tls.ts'
import { IdentitySettings } from '../identity/settings.ts'
import { LessonsSettings } from '../lessons/settings.ts'

/** The settings of every service; an app adds its own. */
export const ServiceSettings = {
  ...TelemetrySettings,
  ...LessonsSettings,
  ...IdentitySettings,
  ...TlsSettings,
  INSTANCE: Type.String({
    default: hostname(),
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    description: 'name of this instance in logs and in the Server-Timing header',
  }),
  HOST: Type.String({ default: '127.0.0.1', description: 'address to listen on' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'lowest level that is logged',
  }),
  MAX_IN_FLIGHT: Type.Integer({
    default: 128,
    minimum: 0,
    maximum: 100_000,
    description: 'requests processed at the same time; more are rejected with 503; 0 disables',
  }),
  // Load tests and benchmarks use about 300 connections from one address. Behind Docker's or an ingress's address
  // translation all clients may have one address: the two limits must then be equal, or the ingress be trusted.
  MAX_CONNECTIONS: Type.Integer({
    default: 1_024,
    minimum: 0,
    maximum: 1_000_000,
    description: 'open connections; on more of them only probes are processed; 0 disables',
  }),
  MAX_CONNECTIONS_PER_ADDRESS: Type.Integer({
    default: 512,
    minimum: 0,
    maximum: 1_000_000,
    description: 'open connections from one address; on more of them only probes are processed; 0 disables',
  }),
  // A shorter delay may only come from containers that start on the same cores; responses are still in time.
  MAX_EVENT_LOOP_DELAY_MS: Type.Integer({
    default: 1_000,
    minimum: 0,
    maximum: 60_000,
    description: 'event-loop delay above which requests are rejected with 503; 0 disables',
  }),
  DRAIN_DELAY_MS: Type.Integer({
    default: 500,
    minimum: 0,
    maximum: 60_000,
    description: 'on SIGTERM, how long to continue serving while callers learn that this instance shuts down',
  }),
  SHUTDOWN_TIMEOUT_MS: Type.Integer({
    default: 5_000,
    minimum: 100,
    maximum: 300_000,
    description: 'time to close after draining, else exit with 1; open connections are closed shortly before',
  }),
}

/** The port of a service, with its default from the app's package.json. */
export const portSetting = (port: number) => ({
  PORT: Type.Integer({ default: port, minimum: 0, maximum: 65_535, description: 'port to listen on' }),
})
