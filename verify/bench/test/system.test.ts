import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS } from '@slipway/services'
import { temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { versionOf } from '../src/gateways/gateway.ts'
import { bench } from './bench.ts'

const wrkIsHere = versionOf('wrk', ['-v']) !== undefined
const reason = wrkIsHere ? '' : ' (skipped: wrk is not on the PATH)'

describe.skipIf(!wrkIsHere)(`a quick run on the whole system${reason}`, () => {
  test('start, idle memory and orders are measured', async () => {
    using folder = temporaryFolder()
    const out = folder.path
    const { code, stderr } = await bench(['--quick', '--only', 'start,orders', '--out', out])
    expect(code, stderr).toBe(0)
    const read = (name: string) => JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8'))

    const start = read('start').results
    const measured = start.map(({ app, cached }: { app: string; cached: boolean }) => `${app} ${cached}`)
    expect(measured.sort()).toEqual(APPS.flatMap((app) => [`${app} false`, `${app} true`]))
    for (const { ready, resident, proportional } of start) {
      expect(ready.min).toBeGreaterThan(10) // no Node process is ready sooner
      expect(resident).toBeGreaterThanOrEqual(proportional)
    }

    const { results, skipped } = read('orders')
    const stores = [
      ...results.map(({ store }: { store: string }) => store),
      ...skipped.map(({ name }: { name: string }) => name),
    ]
    expect(stores).toEqual(['SQLite', 'Redis'])
    for (const { store, steady, cpu, knee } of results) {
      expect(steady.sent).toBeGreaterThan(50)
      expect(Object.keys(cpu)).toEqual(expect.arrayContaining([...APPS, 'all']))
      expect('redis' in cpu).toBe(store === 'Redis')
      expect(knee.steps.length).toBeGreaterThan(0)
    }
  })
})
