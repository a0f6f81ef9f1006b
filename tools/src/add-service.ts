// `npm run add-service -- NAME`: a new service with one resource, entered in every file that names services.
import { parseArgs } from 'node:util'
import { ROOT, SERVICES } from '@slipway/services'
import { fail } from './fail.ts'
import { run, succeeds } from './run.ts'
import { stepsOf } from './services/add-call.ts'
import { timeoutOf } from './services/copy-sample.ts'
import { makeService } from './services/make-service.ts'
import { newService, Refusal } from './services/new-service.ts'
import { installLinks, packages, requireCleanTree, sampleFiles } from './services/workspace.ts'

const USAGE =
  'npm run add-service -- NAME [--public /api/THINGS] [--calls SERVICE] [--called-by SERVICE] [--store none]'
const HELP = `Usage: ${USAGE}

Makes apps/NAME, a service with one resource: routes, both stores, tests and Dockerfile, a copy of templates/sample-app
with other words. It is entered in the gateway's image, Compose, Swarm, Redis' users, Kubernetes, Skaffold, docs/ and the
acceptance suite. The tree must have no uncommitted changes, so that git shows what was done.

  --public     the path that the gateway routes to it: what it has, in the plural (default /api/NAME)
  --calls      a service that it calls
  --called-by  a service that is to call it (may be given again): it gets the client, and the command says what its code lacks
  --store      none: it keeps nothing, and its one endpoint computes a response (default sqlite+redis: both stores)
`

const { name, path, calls, callers, store } = readArguments()
try {
  await requireCleanTree()
  const service = newService(
    { name, path, calls, callers, store },
    SERVICES,
    packages().map((one) => one.name),
  )
  const byHand = makeService(ROOT, await sampleFiles(), service)
  const formatted = [...[name, ...callers].map((one) => `apps/${one}`), 'acceptance/test']
  if (!(await succeeds('npx', ['biome', 'check', '--write', ...formatted])))
    byHand.push('Biome has findings: npx biome check')
  byHand.push(...(await installLinks()))
  const changed = (await run('git', ['diff', '--name-only'])).split('\n')
  const secrets = 'npm run secrets -- --force   where you use secrets of your own: Redis has one more user'
  const lines = [
    `Made apps/${name}, a service on port ${service.port}, at ${path}. It was entered in:`,
    '',
    ...changed.map(indent),
    ...(byHand.length > 0 ? ['', 'Left to do by hand:', '', ...byHand.map(indent)] : []),
    '',
    'Next:',
    '',
    ...[`npx nx test @slipway/${name}`, 'npm start', 'git add --all && git commit'].map(indent),
    ...(store ? [indent(secrets)] : []),
    ...service.callers.flatMap((caller) => ['', ...stepsOf(ROOT, caller, name, timeoutOf(service.calls))]),
    '',
    `Its resource is in apps/${name}/src/${service.plural}. docs/template.md has the rest.`,
  ]
  console.log(lines.join('\n'))
} catch (error) {
  if (error instanceof Refusal) fail(`${error.message}\nNothing was changed.`)
  throw error
}

function indent(line: string): string {
  return `  ${line}`
}

function readArguments(): {
  name: string
  path: string
  calls: string[]
  callers: string[]
  store: boolean
} {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        public: { type: 'string' },
        calls: { type: 'string' },
        'called-by': { type: 'string', multiple: true },
        store: { type: 'string', default: 'sqlite+redis' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) {
      process.stdout.write(HELP)
      process.exit(0)
    }
    const [name, ...others] = positionals
    if (!name || others.length > 0) throw new Error('Give the name of one service.')
    if (!['none', 'sqlite+redis'].includes(values.store))
      throw new Error(`--store is "${values.store}": it can be none, or sqlite+redis.`)
    const calls = values.calls ? [values.calls] : []
    const callers = [...new Set(values['called-by'])]
    return { name, path: values.public ?? `/api/${name}`, calls, callers, store: values.store !== 'none' }
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}
