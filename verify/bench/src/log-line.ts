// What the logger alone takes for the line of a request: `node log-line.ts ROUNDS >FILE`. Prints the µs of CPU of each
// round, as JSON, on its standard error.
import { createLogger } from '@slipway/service-kit'

const LINES = 20_000
const logger = createLogger({ INSTANCE: 'gateway-1', LOG_LEVEL: 'info' })

// As Fastify and libs/service-kit/src/http/request-log.ts do.
const one = () =>
  logger
    .child({ requestId: '5f0c6f1e-1b7a-4f0c-9d0e-2f6f3f0a7c11' })
    .info(
      { method: 'GET', path: '/api/products/compass', status: 200, problem: undefined, ms: 1.2 },
      'request',
    )

function round(): number {
  const before = process.cpuUsage()
  for (let i = 0; i < LINES; i++) one()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / LINES
}

round() // a warm-up: Node compiles hot code
process.stderr.write(JSON.stringify(Array.from({ length: Number(process.argv[2]) }, round)))
