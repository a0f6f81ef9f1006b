import { runCommand } from '@slipway/testing'
import { expect, test } from 'vitest'

/** Starts the telemetry of an app with these settings in a process of its own, and prints what it has loaded. */
const script = (settings: object) => `
  import { createRequire } from 'node:module'
  import Fastify from 'fastify'
  import { startTelemetry } from '@slipway/telemetry'
  const app = Fastify()
  app.decorate('processState', () => ({ upstreams: [] }))
  await startTelemetry({ name: 'notes', app, settings: ${JSON.stringify(settings)} })
  await app.close()
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  process.stdout.write(String(loaded.filter((file) => file.includes('node_modules/@prometheus-io/')).length))`

test.each([
  ['without METRICS_PORT no module of the client library is loaded', {}, false],
  ['with it they are', { METRICS_PORT: 0, METRICS_HOST: '127.0.0.1' }, true],
])('%s', async (_, metrics, expected) => {
  const settings = { INSTANCE: 'notes-1', HOST: '127.0.0.1', ...metrics }
  const args = ['--input-type=module', '--eval', script(settings)]
  const { code, stdout, stderr } = await runCommand(process.execPath, args, { cwd: import.meta.dirname })
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(expected ? /^[1-9]\d*$/ : /^0$/)
})
