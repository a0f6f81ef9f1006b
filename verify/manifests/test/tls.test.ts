import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CALLED, shellLines } from '@slipway/harness'
import { APPS, ROOT, SERVICES } from '@slipway/services'
import { opensslSkipped, runCommand, temporaryFolder } from '@slipway/testing'
import { afterAll, describe, expect, test } from 'vitest'
import {
  copyOfManifests,
  listRenderings,
  parseResources,
  render,
  renderOverlay,
  settingsOf,
  skippedWithout,
  workloads,
} from '../src/index.ts'

const skipped = await skippedWithout('kubectl')

const CALLERS = SERVICES.filter(({ calls }) => calls.length > 0)
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const

describe.skipIf(skipped)(`the component tls${skipped}`, async () => {
  const copy = copyOfManifests()
  afterAll(() => copy[Symbol.dispose]())
  const rendered = async (suffix: string) =>
    skipped
      ? []
      : parseResources(await render(listRenderings(copy.path).find(({ name }) => name === `base${suffix}`)!))
  const [resources, without] = [await rendered(' + tls'), await rendered('')]
  const appOf = (name: string, all = resources) =>
    workloads(all).find(({ metadata }) => metadata.name === name)!
  const settings = (name: string, all = resources) => settingsOf(appOf(name, all), all)
  const containerOf = (name: string) => appOf(name).spec.template.spec.containers[0]!

  /** The Secret that a path of a container comes from, and its key. */
  const sourceOf = (name: string, path: string) => {
    const mount = containerOf(name).volumeMounts!.find(({ mountPath }) => path.startsWith(`${mountPath}/`))!
    const { secret } = appOf(name).spec.template.spec.volumes!.find((one) => one.name === mount.name)!
    const key = path.slice(mount.mountPath.length + 1)
    const items = secret!.items ?? [{ key, path: key }] // without items: all of them
    return [secret!.secretName, items.find((item) => item.path === key)?.key]
  }

  test.each(CALLED)('$name serves HTTPS with the certificate in its own Secret', ({ name }) => {
    const { TLS_CERT_FILE, TLS_KEY_FILE } = settings(name)
    expect(sourceOf(name, TLS_CERT_FILE!)).toEqual([`tls-${name}`, 'tls.crt'])
    expect(sourceOf(name, TLS_KEY_FILE!)).toEqual([`tls-${name}`, 'tls.key'])
  })

  test.each(SERVICES)('the probes of $name speak what it serves', (service) => {
    const scheme = CALLED.includes(service) ? 'HTTPS' : undefined // HTTP is the default
    for (const probe of PROBES) expect(containerOf(service.name)[probe]!.httpGet!.scheme).toBe(scheme)
  })

  test.each(CALLERS)('$name calls the same addresses over HTTPS, and trusts the CA', ({ name, calls }) => {
    for (const callee of calls) {
      const setting = `${callee.toUpperCase()}_URL`
      expect(settings(name)[setting]).toBe(settings(name, without)[setting]!.replace('http:', 'https:'))
    }
    const [secret, key] = sourceOf(name, settings(name).NODE_EXTRA_CA_CERTS!)
    expect(CALLED.map((called) => `tls-${called.name}`)).toContain(secret)
    expect(key).toBe('ca.crt')
  })

  test('no app has the private key of another', () => {
    for (const name of APPS)
      for (const { secret } of appOf(name).spec.template.spec.volumes ?? [])
        if (secret?.secretName.startsWith('tls-') && secret.secretName !== `tls-${name}`)
          expect(secret.items).toEqual([{ key: 'ca.crt', path: 'ca.crt' }])
  })

  test('nothing but the Deployments of the apps changes, nor does Redis', async () => {
    const others = (all: typeof resources) => all.filter(({ kind }) => kind !== 'Deployment')
    expect(others(resources)).toEqual(others(without))
    const everything = listRenderings(copy.path).find(({ components }) =>
      ['redis', 'tls'].every((component) => components.includes(component)),
    )!
    expect(JSON.stringify(appOf('redis', parseResources(await render(everything))))).not.toContain('tls')
  })

  test.each(['dev', 'prod'])('without it, as in the overlay %s, no app has TLS', async (overlay) => {
    expect(JSON.stringify(workloads(await renderOverlay(overlay)))).not.toMatch(/tls|https/i)
  })
})

const without = skipped || opensslSkipped
test.skipIf(without)(
  `the commands of docs/operations.md make the Secrets that it expects${without}`,
  async () => {
    const shell = async (command: string) => {
      const { code, stdout, stderr } = await runCommand('sh', ['-c', command], { cwd: ROOT })
      expect(code, stderr).toBe(0)
      return stdout
    }
    using folder = temporaryFolder()
    await shell(`sh docker/tls/make-certificates.sh ${folder.path}`)
    const [, section] = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').split('\n## TLS\n')
    const [text] = section!.split('\n## ')
    const commands = shellLines(text!).filter((line) => line.startsWith('kubectl '))
    const made = await Promise.all(
      commands.map(async (command) => {
        const own = command.replace('docker/tls/own', folder.path)
        return JSON.parse(await shell(`${own} --dry-run=client --output json`))
      }),
    )
    expect(made.map(({ metadata, type, data }) => [metadata.name, type, Object.keys(data).sort()])).toEqual(
      CALLED.map(({ name }) => [`tls-${name}`, 'kubernetes.io/tls', ['ca.crt', 'tls.crt', 'tls.key']]),
    )
  },
)
