import { hostname } from 'node:os'
import { envSchema } from 'env-schema'
import { type Static, type TObject, Type } from 'typebox'
import { StartupError } from './startup-error.ts'

/** The settings that every process has; an app adds its own beside them. */
export const ServiceSettings = {
  INSTANCE: Type.String({
    default: hostname(),
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    description: 'name of this instance, in logs and in the Server-Timing header',
  }),
  HOST: Type.String({ default: '127.0.0.1', description: 'address to listen on' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'least severe log line that is written',
  }),
  MAX_IN_FLIGHT: Type.Integer({
    default: 128,
    minimum: 0,
    maximum: 100_000,
    description: 'requests answered at once; more are refused with 503; 0 for any number',
  }),
  // Late by less, it may only share its cores with containers that are starting, and still answers in time.
  MAX_EVENT_LOOP_DELAY_MS: Type.Integer({
    default: 1_000,
    minimum: 0,
    maximum: 60_000,
    description: 'how late the event loop may run before requests are refused with 503; 0 for however late',
  }),
  DRAIN_DELAY_MS: Type.Integer({
    default: 500,
    minimum: 0,
    maximum: 60_000,
    description: 'on SIGTERM, how long to go on serving while callers learn that this instance leaves',
  }),
  SHUTDOWN_TIMEOUT_MS: Type.Integer({
    default: 5_000,
    minimum: 100,
    maximum: 300_000,
    description:
      'on SIGTERM, when to have closed, or exit with 1; what is still connected shortly before is cut off',
  }),
}

/**
 * Reads an app's settings from the environment, once, against its schema.
 * @throws StartupError that names the first setting that is missing or malformed.
 */
export function readSettings<T extends TObject>(schema: T, environment: NodeJS.ProcessEnv): Static<T> {
  // An empty variable means the same as none: Compose and shells make them by accident.
  const data = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  try {
    return envSchema<Static<T>>({ schema: structuredClone(schema), data, env: false })
  } catch (error) {
    throw new StartupError(explain(schema, error as Error & { errors?: AjvError[] }))
  }
}

interface AjvError {
  instancePath: string
  message?: string
  params: { missingProperty?: string; allowedValues?: string[] }
}

function explain(schema: TObject, error: Error & { errors?: AjvError[] }): string {
  const first = error.errors?.[0]
  if (!first) return error.message
  const name = first.params.missingProperty ?? first.instancePath.slice(1)
  const reason = first.params.missingProperty
    ? 'is not set'
    : `${first.message}${first.params.allowedValues ? `: ${first.params.allowedValues.join(', ')}` : ''}`
  return `${name} ${reason} (${description(schema.properties[name])}). Set it and start again; --help lists all settings.`
}

/** The text of `--help`: every setting with its default. */
export function describeSettings(service: string, schema: TObject): string {
  const required = new Set(schema.required)
  const width = Math.max(...Object.keys(schema.properties).map((name) => name.length)) + 2
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const value = (property as { default?: unknown }).default
    const fallback = value === undefined ? (required.has(name) ? 'required' : 'not set') : `default ${value}`
    return `  ${name.padEnd(width)}${description(property)} (${fallback})`
  })
  return [`${service}: settings, read from the environment`, '', ...rows, ''].join('\n')
}

function description(property: unknown): string {
  return (property as { description?: string } | undefined)?.description ?? ''
}
