import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS, ROOT } from '@slipway/services'
import { expect, test } from 'vitest'

const FOLDERS = [...APPS.map((app) => `apps/${app}`), 'acceptance']

// Whatever base image RUN_IMAGE names: without it, an image runs as the user of its base, which may be root.
test.each(FOLDERS)('the production stage in %s/Dockerfile sets its user, by number', (folder) => {
  const stages = readFileSync(join(ROOT, folder, 'Dockerfile'), 'utf8').split(/^FROM /m)
  const production = stages.filter((stage) => /^.* AS production$/m.test(stage))
  expect(production).toHaveLength(1)
  expect(production[0]!.match(/^USER .*$/gm)).toEqual(['USER 65532'])
})
