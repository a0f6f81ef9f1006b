// `npm run explain -- ORDER_OR_REQUEST_ID`: what happened to an order, from the logs alone.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '@slipway/services'
import { keepStream } from './explain/keep.ts'
import { linesOfFiles } from './explain/read-lines.ts'
import { PLATFORMS, type Platform, plainNode, type Source, sourceOf } from './explain/sources.ts'
import { storyOf } from './explain/story.ts'
import { fail } from './fail.ts'
import { logFolder } from './logs.ts'

const USAGE = `Usage: npm run explain -- ORDER_OR_REQUEST_ID [--from ${PLATFORMS.join('|')}|FILE] [--name NAME] [--mermaid]

Tells what happened to an order, or to a request, from the logs alone.

  --from     where the logs are: a platform, a file of log lines, or - for the standard input.
             By default what npm start has kept, then each platform that runs, until one knows the id
  --name     the Swarm stack or the Kubernetes namespace (slipway)
  --mermaid  a sequence diagram for Mermaid, instead of a text`

const { values, positionals } = readArguments()
const [id] = positionals
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
if (!id || positionals.length !== 1) fail(USAGE)

const from = values.from
const searched: string[] = []
for await (const source of from === undefined ? defaultSources() : [await givenSource(from)]) {
  const { text, lines } = await storyOf(source, id, values).catch(unreadable)
  searched.push(`${source.name} (${lines} lines)`)
  if (text === undefined) continue
  process.stdout.write(text)
  process.exit(0)
}
fail(`No log line is about ${id}. Searched: ${searched.join(', ')}.`)

function unreadable(error: Error): never {
  fail(`The logs cannot be read: ${error.message}`)
}

/** What there is, in this order. */
async function* defaultSources(): AsyncIterable<Source> {
  let found = false
  const kept = plainNode(logFolder(resolve(ROOT, process.env.DATA || '.data')))
  for (const find of [
    async () => kept,
    ...PLATFORMS.map((platform) => () => sourceOf(platform, values.name).catch(unreadable)),
  ]) {
    const source = await find()
    if (!source) continue
    found = true
    yield source
  }
  if (!found)
    fail(
      'There are no logs: npm start has not run here, and no platform runs the system. Name a file with --from.',
    )
}

async function givenSource(from: string): Promise<Source> {
  if (PLATFORMS.includes(from as Platform)) {
    const source = await sourceOf(from as Platform, values.name).catch(unreadable)
    return source ?? fail(`Nothing of the system is found on ${from}. Does it run, and may you ask it?`)
  }
  if (from === '-') {
    const file = await keepStream(process.stdin)
    return { name: 'the standard input', read: () => linesOfFiles([file]) }
  }
  if (!existsSync(from))
    fail(`There is no file ${from}. --from takes ${PLATFORMS.join(', ')}, a file, or - .`)
  return { name: from, read: () => linesOfFiles([from]) }
}

function readArguments() {
  const options = {
    from: { type: 'string' },
    name: { type: 'string' },
    mermaid: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`)
  }
}
