// `npm run start-clean -- NAME`: takes the shop out, and leaves a gateway and one service with one resource.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT, SERVICES } from '@slipway/services'
import { withoutUnusedPackages } from './clean/pages.ts'
import { withoutShop } from './clean/require-shop.ts'
import { SHOP } from './clean/shop.ts'
import { takeOutOfPages, takeOutShop } from './clean/take-out-shop.ts'
import { fail } from './fail.ts'
import { run, succeeds } from './run.ts'
import { makeService } from './services/make-service.ts'
import { existingService, newService, Refusal } from './services/new-service.ts'
import { takeOut } from './services/take-out.ts'
import { installLinks, packages, requireCleanTree, sampleFiles } from './services/workspace.ts'

const USAGE = 'npm run start-clean -- NAME [--public /api/THINGS]'
const HELP = `Usage: ${USAGE}

Takes the shop out of this checkout: its services, what libraries, pages, alerts and tests have of it, the live page, and
verify/, which proves the template by means of it. What is left is the gateway and apps/NAME, the service that
npm run add-service would make. The tree must have no uncommitted changes, so that git shows what was done.

  --public   the path that the gateway routes to it: what it has, in the plural (default /api/NAME)
`

const { name, path } = readArguments()
try {
  await requireCleanTree()
  const service = newService(
    { name, path, calls: [] },
    withoutShop(SERVICES),
    packages().map((one) => one.name),
  )
  const sample = await sampleFiles()
  const files = (await run('git', ['ls-files'])).split('\n')
  // The new one first: some lists in YAML may not be empty.
  const byHand = makeService(ROOT, sample, service)
  let left = SERVICES
  byHand.push(...takeOutShop(ROOT, files, service))
  for (const one of SHOP) {
    byHand.push(
      ...takeOut(
        ROOT,
        existingService(one, left, () => []),
      ),
    )
    left = left.filter((other) => other.name !== one)
  }
  takeOutOfPages(ROOT, files, service)
  byHand.push(...(await installLinks()))
  const dependencies = join(ROOT, 'docs/dependencies.md')
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
  writeFileSync(dependencies, withoutUnusedPackages(readFileSync(dependencies, 'utf8'), lock))
  if (!(await succeeds('npx', ['biome', 'check', '--write', '.'])))
    byHand.push('Biome has findings: npx biome check')
  console.log(`The shop is gone. Left are the gateway and apps/${name}, a service on port ${service.port}, at ${path}.
${byHand.length > 0 ? `\nLeft to do by hand:\n\n${byHand.map((line) => `  ${line}`).join('\n')}\n` : ''}
Next:

  npm test
  npm start
  git add --all && git commit --message "Start clean"

To undo all of it before that: git reset --hard && git clean -d --force && npm ci`)
} catch (error) {
  if (error instanceof Refusal) fail(`${error.message}\nNothing was changed.`)
  fail(
    `${(error as Error).message}\n\nIt is half done. Undo it: git reset --hard && git clean -d --force && npm ci`,
  )
}

function readArguments(): { name: string; path: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { public: { type: 'string' }, help: { type: 'boolean' } },
    })
    if (values.help) {
      process.stdout.write(HELP)
      process.exit(0)
    }
    const [name, ...others] = positionals
    if (!name || others.length > 0) throw new Error('Give the name of one service.')
    return { name, path: values.public ?? `/api/${name}` }
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}
