// `npm run up`: `docker compose up --wait`, and what to do where that fails, which Compose does not say.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ROOT } from '@slipway/services'
import { fail } from './fail.ts'
import { checkEngine } from './images/checks.ts'
import { run } from './run.ts'

await checkEngine()
const args = ['compose', 'up', '--detach', '--build', '--wait', ...process.argv.slice(2)]
const compose = spawn('docker', args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'pipe'] })
let said = ''
compose.stderr.on('data', (chunk) => {
  said += chunk
  process.stderr.write(chunk)
})
const [code] = await once(compose, 'close')
const port = process.env.GATEWAY_PORT || '8080'

if (code === 0) {
  console.log(`The system takes requests on http://localhost:${port}. Stop it with: docker compose down`)
} else if (/port is already allocated|address already in use/.test(said)) {
  fail(`Port ${port} is in use. Stop what holds it, or set GATEWAY_PORT to a free one.`)
} else if (/bind source path does not exist|no such file or directory/.test(said)) {
  fail('A file that holds a secret is missing. Make them with "npm run secrets", or leave SECRETS unset.')
} else {
  for (const service of await unhealthyServices()) {
    const lines = await run('docker', ['compose', 'logs', '--no-color', '--tail', '5', service])
    console.error(`\n${service} does not become healthy. Its last lines:\n${lines}`)
  }
  fail('\nThe system did not start: see above. "docker compose down" removes what there is of it.')
}

/** The services with a container that does not run, or is not healthy. */
async function unhealthyServices(): Promise<string[]> {
  const lines = (await run('docker', ['compose', 'ps', '--all', '--format', 'json'])).split('\n')
  const containers = lines.filter(Boolean).map((line) => JSON.parse(line) as Record<string, string>)
  // One that was only created waits for another: it is not the cause.
  const bad = containers.filter(({ State, Health }) => State !== 'created' && Health !== 'healthy')
  return [...new Set(bad.map(({ Service }) => Service!))]
}
