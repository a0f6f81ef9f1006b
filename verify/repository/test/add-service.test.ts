import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type Copy, shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { cluster, dockerAvailable, temporaryFolder } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callPaymentsFromOrders } from './call-payments.ts'
import { inCopy, MINUTES, OWN_NAME, renamedCopy } from './in-copy.ts'
import { npmStart } from './npm-start.ts'

/** The commands of docs/template.md that are about services. */
const page = readFileSync(join(ROOT, 'docs/template.md'), 'utf8')
const sections = page.split(/^## /m).filter((section) => /^(Add|Remove) a service\n/.test(section))
const documented = shellLines(sections.join('\n')).filter((line) => line && !line.startsWith('#'))

const load = process.env.SLIPWAY_TEST_LOAD
const prefix = OWN_NAME.replace('-', '_').toUpperCase()
const CLUSTER = { [`${prefix}_TEST_CLUSTER`]: cluster, [`${prefix}_TEST_LOAD`]: load }
const noCluster = cluster && load && dockerAvailable ? '' : ' (skipped: no cluster may be used)'

/** How many tests passed: with none, for want of the engine, Vitest succeeds too. */
const passed = (output: string) =>
  Number(/Tests .*?(\d+) passed/.exec(stripVTControlCharacters(output))?.[1] ?? 0)

/**
 * Each in a renamed copy of the repository, one after the other; the next test needs what the one before has made. The
 * tests of the copy itself prove what it is: they have the list of its services, as everything has.
 */
describe('the commands of docs/template.md', () => {
  let copy: Copy
  let { run, succeed, shell, commit, vitest, containers } = {} as ReturnType<typeof inCopy>
  beforeAll(async () => {
    copy = await renamedCopy()
    ;({ run, succeed, shell, commit, vitest, containers } = inCopy(copy, CLUSTER))
  }, 5 * MINUTES)
  afterAll(() => copy?.[Symbol.dispose](), 2 * MINUTES)

  test('are these', () => {
    expect(documented).toEqual([
      'npm run add-service -- payments --called-by orders',
      'npx nx test @slipway/payments',
      'npm start',
      'npm run add-service -- quotes --store none --calls catalog',
      'npm run remove-service -- payments',
    ])
  })

  test('a tree with changes is refused, and stays as it is', async () => {
    const file = join(copy.path, 'changed.txt')
    writeFileSync(file, '')
    const { code, stderr } = await run('npm', 'run', 'add-service', '--', 'payments')
    expect(code).toBe(1)
    expect(stderr).toMatch(/changes that are not committed.*\n.*changed.txt\nNothing was changed.\n/)
    expect(await succeed('git', 'status', '--porcelain')).toBe('?? changed.txt\n')
    await shell('rm changed.txt')
  })

  test('a service that another one calls is not removed', async () => {
    const { code, stderr } = await run('npm', 'run', 'remove-service', '--', 'catalog')
    expect(code).toBe(1)
    expect(stderr).toContain('orders calls catalog.')
    expect(await succeed('git', 'status', '--porcelain')).toBe('')
  })

  test(
    'a service is added',
    async () => {
      const output = await shell(documented[0]!)
      expect(output).toContain('Made apps/payments, a service on port 3003, at /api/payments.')
      expect(output).not.toContain('by hand')
      expect(output).toContain('orders does not call payments yet:')
      await commit()
    },
    5 * MINUTES,
  )

  test(
    'one without a store is added',
    async () => {
      const output = await shell(`${documented[3]} --called-by payments`) // which has called none so far
      expect(output).toContain('Made apps/quotes, a service on port 3004, at /api/quotes.')
      expect(output).toContain('payments does not call quotes yet:')
      expect(output).not.toMatch(/by hand|secrets/)
      await commit()
      const { stdout } = await run(
        'git',
        'grep',
        '-lE',
        'quotes-redis|quotes-store-url|user quotes|QUOTES_STORE_URL',
        '--',
        ':!verify', // this test
      )
      expect(stdout).toBe('')
    },
    5 * MINUTES,
  )

  test(
    'it is formatted, has no findings, and its types are right',
    async () => {
      await succeed('npx', 'biome', 'check', '--error-on-warnings', 'apps', 'acceptance', 'package.json')
      await succeed('npx', 'tsc', '--build', 'apps/payments', 'apps/quotes', 'acceptance')
    },
    5 * MINUTES,
  )

  test('its own tests pass', () => shell(documented[1]!.replace('@slipway', `@${OWN_NAME}`)), 10 * MINUTES)

  test('those of the other one too', async () => void (await vitest('apps/quotes')), 5 * MINUTES)

  test(
    'it is missed nowhere',
    async () => {
      await vitest('tools', 'test/places.test.ts')
      await vitest('verify/repository', 'test/security.test.ts') // the table of who may do what
    },
    10 * MINUTES,
  )

  // Without kubectl they skip what needs it. Each component alone is rendered in the checkout: here nothing would differ
  // from where all are together. The other files have planted faults, or are about something else.
  test(
    'the manifests keep every rule with it',
    async () => {
      const all = ' in (base|overlays/.*|.*gateway-api .*)$'
      await vitest('verify/manifests', 'test/renderings.test.ts', '-t', `'${all}'`)
      const about = ['identity', 'network-policies', 'observe', 'parity', 'prod', 'quotas', 'tls', 'traces']
      await vitest('verify/manifests', ...about.map((name) => `test/${name}.test.ts`))
    },
    15 * MINUTES,
  )

  test.skipIf(!dockerAvailable)(
    `Compose and Swarm accept it${dockerAvailable ? '' : ' (skipped: no Docker Engine responds)'}`,
    async () => {
      const { services, stack } = await containers()
      for (const name of ['payments', 'quotes']) {
        expect(services).toContain(name)
        expect(stack).toContain(name)
      }
    },
  )

  test(
    'orders calls it, once its code says so',
    async () => {
      callPaymentsFromOrders(copy.path)
      await succeed('npx', 'biome', 'check', '--write', 'apps/orders')
      await succeed('npx', 'tsc', '--build', 'apps/orders')
      await commit()
    },
    MINUTES,
  )

  test(
    'both start with the system, and a request reaches them through the gateway',
    async () => {
      using data = temporaryFolder()
      await using system = await npmStart(data.path, ['start'], copy.path)
      const [order] = system.output().match(/curl .*api\/orders -H.*/)!
      expect(await succeed('sh', '-c', order)).toMatch(
        /^HTTP\/1.1 201[\s\S]*^server-timing: gateway;.*, orders;.*, payments;desc="payments-\d".*, catalog;desc="catalog-\d"/im,
      )
      const url = `${system.url}/api/payments/first`
      const put = await fetch(url, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"First"}',
      })
      expect(put.status).toBe(201)
      expect(await (await fetch(url)).json()).toEqual({ id: 'first', name: 'First' })
      const computed = await fetch(`${system.url}/api/quotes?name=The%20first`)
      expect(await computed.json()).toEqual({ id: 'the-first', name: 'The first' })
    },
    2 * MINUTES,
  )

  test(
    'the acceptance suite passes, with their parts',
    async () => {
      const files = ['documents', 'identity', 'load-balancing', 'payments', 'quotes']
      await vitest('acceptance', ...files.map((name) => `test/${name}.test.ts`))
    },
    10 * MINUTES,
  )

  test.skipIf(!dockerAvailable)(
    `its images are built, and Compose passes its tests${dockerAvailable ? '' : ' (skipped: no Docker Engine responds)'}`,
    async () => expect(passed(await vitest('verify/containers', 'test/compose.test.ts'))).toBeGreaterThan(10),
    15 * MINUTES,
  )

  test.skipIf(noCluster)(
    `on a cluster the acceptance suite passes, and no request fails while one service after the other is restarted${noCluster}`,
    async () => {
      const files = ['acceptance', 'rollouts'].map((name) => `test/${name}.test.ts`)
      const output = await vitest(
        'verify/cluster',
        ...files,
        '-t',
        "'acceptance suite|after the other is restarted'",
      )
      // The one under load skips itself where the machine stalled.
      expect(passed(output)).toBe(output.includes('the machine stalled') ? 2 : 3)
    },
    15 * MINUTES,
  )

  test(
    'when both are removed, the tree is as it was, to the letter',
    async () => {
      await shell('git revert --no-commit HEAD') // the code of orders
      await commit()
      for (const [caller, callee, call] of [
        ['orders', 'payments', /,\s+"payments"/],
        ['payments', 'quotes', /,\s+"calls": \[\s*"quotes"\s*\]/],
      ] as const) {
        await shell(`rm apps/${caller}/src/${callee}-client.ts`)
        const manifest = join(copy.path, `apps/${caller}/package.json`)
        writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(call, ''))
      }
      await commit()
      await shell('npm run remove-service -- quotes')
      await commit()
      expect(await succeed('git', 'diff', 'HEAD~5', '--', '.', ':!apps/orders')).toBe('') // payments calls none again
      await shell(documented[4]!)
      await commit()
      expect(await succeed('git', 'diff', 'HEAD~7')).toBe('')
    },
    5 * MINUTES,
  )
})
