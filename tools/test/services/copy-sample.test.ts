import { globSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, SERVICES } from '@slipway/services'
import { describe, expect, test } from 'vitest'
import { parseDocument, type YAMLSeq } from 'yaml'
import { copySample, SAMPLE } from '../../src/services/copy-sample.ts'
import { newService } from '../../src/services/new-service.ts'

const files = globSync('{*.*,Dockerfile,{src,test,places}/**/*.*}', { cwd: join(ROOT, SAMPLE) })
const callable = SERVICES.filter(({ published }) => !published).map(({ name }) => name)

describe.each([
  ['called by nobody and calling nobody', [], true],
  ['calling another service', callable.slice(0, 1), true],
  ['without a store', [], false],
  ['without a store, calling another service', callable.slice(0, 1), false],
])('a service %s', (_name, calls, store) => {
  const made = copySample(
    ROOT,
    files,
    newService({ name: 'planted-app', path: '/api/planted-things', calls, store }, SERVICES, []),
  )

  test('has no word of the sample left', () => {
    const words = /sample.?app|spare.?part|callee.?service|computed.?part|without.?store|add-service/i
    for (const [file, text] of made) expect(`${file}\n${text}`).not.toMatch(words)
  })

  test('has the files of a service, and those about it alone elsewhere', () => {
    expect([...made.keys()]).toEqual(
      expect.arrayContaining([
        'apps/planted-app/Dockerfile',
        'apps/planted-app/src/planted-things/routes.ts',
        'apps/planted-app/test/start-planted-app.ts',
        'k8s/base/planted-app/deployment.yaml',
        'k8s/components/identity/planted-app.yaml',
        'acceptance/test/planted-app.test.ts',
      ]),
    )
    expect(made.has(`apps/planted-app/src/${callable[0]}-client.ts`)).toBe(calls.length > 0)
    expect(made.has('apps/planted-app/src/planted-things/store.redis.ts')).toBe(store)
  })

  test('has a list for its calls in each of its manifests, empty where it has none', () => {
    const listed = (file: string, path: (string | number)[]) =>
      (parseDocument(made.get(`k8s/${file}`)!).getIn(path, true) as YAMLSeq).items.length
    const pod = ['spec', 'template', 'spec']
    expect([
      listed('base/planted-app/kustomization.yaml', ['configMapGenerator', 0, 'literals']) - Number(store),
      listed('components/network-policies/planted-app.yaml', ['spec', 'egress']),
      listed('components/identity/planted-app.yaml', [...pod, 'volumes', 0, 'projected', 'sources']),
      listed('components/tls/planted-app.yaml', [...pod, 'containers', 0, 'env']),
    ]).toEqual(Array(4).fill(calls.length))
  })

  if (!store)
    test('speaks of no store, and has no secret and no volume', () => {
      for (const [file, text] of made) {
        if (!file.endsWith('.ts')) expect(text, file).not.toMatch(/redis|STORE_URL|store-url|migrations/)
        expect(text, file).not.toMatch(/@slipway\/store|ioredis|libs\/store/)
      }
    })

  test('declares the libs that it imports', () => {
    const { dependencies } = JSON.parse(made.get('apps/planted-app/package.json')!)
    const sources = [...made]
      .filter(([file]) => file.startsWith('apps/planted-app/src/'))
      .map(([, text]) => text)
    const imported = sources.join('\n').matchAll(/\bfrom .(@slipway\/[a-z-]+)/g)
    const declared = Object.keys(dependencies).filter((name) => name.startsWith('@slipway/'))
    expect([...new Set(Array.from(imported, ([, name]) => name))].sort()).toEqual(declared.sort())
  })
})
