import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS, ROOT } from '@slipway/tools'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { copyForSkaffold, withoutSkaffold } from './skaffold.ts'

const text = readFileSync(join(ROOT, 'skaffold.yaml'), 'utf8')
const { apiVersion, build, profiles } = parse(text)
const schema = JSON.parse(
  readFileSync(join(ROOT, `k8s/schemas/${apiVersion.replace('/', '-')}.json`), 'utf8'),
)
// Editors read formats that ajv does not know, and defaults; neither says what is valid.
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)

describe('skaffold.yaml', () => {
  test('is valid, as the schema of its version says', () => {
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each([
    ['target: production', 'targets: production'],
    ['concurrency: 0', 'concurrency: none'],
    ['sync: *sources', 'sync: ["**/*.ts"]'],
    ['- name: registry', '- names: registry'],
    ['statusCheckDeadlineSeconds: 300', 'statusCheckDeadlineSeconds: 5m'],
  ])('is not with %s replaced by %s', (right, wrong) => {
    expect(text).toContain(right)
    expect(validate(parse(text.replace(right, wrong)))).toBe(false)
  })

  const built = (target: string) => APPS.map((app) => ({ dockerfile: `apps/${app}/Dockerfile`, target }))
  const dockerfiles = ({ artifacts }: { artifacts: { docker: { dockerfile: string } }[] }) =>
    artifacts.map(({ docker }) => docker).sort((a, b) => (a.dockerfile < b.dockerfile ? -1 : 1))
  test('builds each app, and the acceptance suite', () => {
    const expected = [...built('production'), { dockerfile: 'e2e/Dockerfile' }]
    expect(dockerfiles(build)).toEqual(expected)
  })

  test('builds each app for development, with its sources synced', () => {
    const dev = profiles.find(({ name }: { name: string }) => name === 'dev').build
    expect(dockerfiles(dev)).toEqual(built('dev'))
    for (const { sync } of dev.artifacts) expect(sync).toEqual({ infer: ['**/*.ts'] })
  })
})

test.skipIf(withoutSkaffold)(`its schema is that of Skaffold${withoutSkaffold}`, async () => {
  using copy = await copyForSkaffold()
  const prose = /^(description|x-intellij-html-description|examples|preferredOrder)$/
  const without = (key: string, value: unknown) => (prose.test(key) ? undefined : value)
  const own = JSON.parse(await copy.skaffold('schema', 'get', apiVersion), without)
  const { $comment, ...ours } = schema
  expect($comment).toContain('Skaffold')
  expect(ours).toEqual(own)
})
