import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS, ROOT } from '@slipway/services'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { copyForSkaffold, withoutSkaffold } from '../src/index.ts'

const text = readFileSync(join(ROOT, 'skaffold.yaml'), 'utf8')
const { apiVersion, build, profiles } = parse(text)
const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, `../schemas/${apiVersion.replace('/', '-')}.json`), 'utf8'),
)
// For editors, the schema has formats that ajv does not know, and defaults; neither decides what is valid.
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)

describe('skaffold.yaml', () => {
  test('is valid against the schema of its version', () => {
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each([
    ['target: production', 'targets: production'],
    ['concurrency: 0', 'concurrency: none'],
    ['sync: *sources', 'sync: ["**/*.ts"]'],
    ['- name: registry', '- names: registry'],
    ['statusCheckDeadlineSeconds: 300', 'statusCheckDeadlineSeconds: 5m'],
  ])('is invalid with %s replaced by %s', (right, wrong) => {
    expect(text).toContain(right)
    expect(validate(parse(text.replace(right, wrong)))).toBe(false)
  })

  const stageOf = (target: string) => APPS.map((app) => ({ dockerfile: `apps/${app}/Dockerfile`, target }))
  const dockerfiles = ({ artifacts }: { artifacts: { docker: { dockerfile: string } }[] }) =>
    artifacts.map(({ docker }) => docker).sort((a, b) => (a.dockerfile < b.dockerfile ? -1 : 1))

  test('builds each app, and the acceptance suite', () => {
    const acceptance = { dockerfile: 'acceptance/Dockerfile' }
    expect(dockerfiles(build)).toEqual([acceptance, ...stageOf('production')])
  })

  test('builds each app for development, with its sources synced', () => {
    const dev = profiles.find(({ name }: { name: string }) => name === 'dev').build
    expect(dockerfiles(dev)).toEqual(stageOf('dev'))
    for (const { sync } of dev.artifacts) expect(sync).toEqual({ infer: ['**/*.ts'] })
  })
})

test.skipIf(withoutSkaffold)(`the schema is that of Skaffold${withoutSkaffold}`, async () => {
  using copy = await copyForSkaffold()
  const prose = /^(description|x-intellij-html-description|examples|preferredOrder)$/
  const without = (key: string, value: unknown) => (prose.test(key) ? undefined : value)
  const original = JSON.parse(await copy.skaffold('schema', 'get', apiVersion), without)
  const { $comment, ...ours } = schema
  expect($comment).toContain('Skaffold')
  expect(ours).toEqual(original)
})
