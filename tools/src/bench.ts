// `npm run bench`: what it does is in bench/, which stands on these tools and so cannot be imported by name.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './service-process.ts'

await import(pathToFileURL(join(ROOT, 'bench/src/main.ts')).href)
