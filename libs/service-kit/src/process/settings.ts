import { envSchema } from 'env-schema'
import type { Static, TObject } from 'typebox'
import { StartupError } from './startup-error.ts'

/**
 * Reads an app's settings from the environment and validates them against its schema.
 * @throws StartupError that names the first setting that is missing or invalid.
 */
export function readSettings<T extends TObject>(schema: T, environment: NodeJS.ProcessEnv): Static<T> {
  // An empty variable counts as not set: Compose and shells create them by accident.
  const data = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  try {
    return envSchema<Static<T>>({ schema: structuredClone(schema), data, env: false })
  } catch (error) {
    throw new StartupError(formatError(schema, error as Error & { errors?: AjvError[] }))
  }
}

interface AjvError {
  instancePath: string
  message?: string
  params: { missingProperty?: string; allowedValues?: string[] }
}

function formatError(schema: TObject, error: Error & { errors?: AjvError[] }): string {
  const first = error.errors?.[0]
  if (!first) return error.message
  const name = first.params.missingProperty ?? first.instancePath.slice(1)
  const reason = first.params.missingProperty
    ? 'is not set'
    : `${first.message}${first.params.allowedValues ? `: ${first.params.allowedValues.join(', ')}` : ''}`
  return `${name} ${reason} (${descriptionOf(schema.properties[name])}). Set it and start again; --help lists all settings.`
}

/** The text of `--help`: every setting with its default. */
export function formatSettings(service: string, schema: TObject): string {
  const required = new Set(schema.required)
  const width = Math.max(...Object.keys(schema.properties).map((name) => name.length)) + 2
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const value = (property as { default?: unknown }).default
    const initial = value === undefined ? (required.has(name) ? 'required' : 'not set') : `default ${value}`
    return `  ${name.padEnd(width)}${descriptionOf(property)} (${initial})`
  })
  return [`${service}: settings, read from environment variables`, '', ...rows, ''].join('\n')
}

function descriptionOf(property: unknown): string {
  return (property as { description?: string } | undefined)?.description ?? ''
}
