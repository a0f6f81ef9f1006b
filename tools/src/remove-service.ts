// `npm run remove-service -- NAME`: takes a service out of the system, the reverse of `npm run add-service`.
import { parseArgs } from 'node:util'
import { ROOT, SERVICES } from '@slipway/services'
import { fail } from './fail.ts'
import { run } from './run.ts'
import { existingService, Refusal } from './services/new-service.ts'
import { takeOut } from './services/take-out.ts'
import { installLinks, packages, requireCleanTree } from './services/workspace.ts'

const USAGE = 'npm run remove-service -- NAME'

const name = readArguments()
try {
  await requireCleanTree()
  const service = existingService(name, SERVICES, (wanted) =>
    packages()
      .filter(({ dependencies }) => dependencies.some((one) => one.endsWith(`/${wanted}`)))
      .map((one) => one.name),
  )
  const problems = [...takeOut(ROOT, service), ...(await installLinks())]
  console.log(
    `Took ${name} out of the system. "git diff" shows from what; its data and images are still there.`,
  )
  for (const line of problems) console.log(`  ${line}`)
  const others = [':!tools', ':!templates', ':!docs/template.md'] // about services in general
  const found = run('git', ['grep', '--word-regexp', '--line-number', name, '--', ...others])
  const rest = await found.catch(() => '')
  if (rest) console.log(`\nThese lines may still be about it:\n\n${rest}`)
} catch (error) {
  if (error instanceof Refusal) fail(`${error.message}\nNothing was changed.`)
  throw error
}

function readArguments(): string {
  try {
    const [name, ...others] = parseArgs({ allowPositionals: true }).positionals
    if (!name || others.length > 0) throw new Error('Give the name of one service.')
    return name
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
}
