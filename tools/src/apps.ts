import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './service-process.ts'

/** The names of the apps, which are those of their folders. */
export const APPS = readdirSync(join(ROOT, 'apps')).sort()
