import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CALLED, expectReplicas, PUBLISHED, shellLines } from '@slipway/harness'
import { type ComposeProject, composeUp, docker, skipped } from '@slipway/harness/docker'
import { PUBLIC_SERVICES, ROOT, SERVICES } from '@slipway/services'
import { dockerAvailable, opensslSkipped, runCommand, temporaryFolder } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

const MINUTE = 60_000
const CALLS = SERVICES.flatMap(({ name, calls }) => calls.map((callee) => [name, callee] as const))

/** A service that has the CA itself, because it calls others too, sends that along. */
const UNTRUSTED = /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/

const SCRIPT = 'docker/tls/make-certificates.sh'
const FILES = ['compose.yaml', 'docker/compose.tls.yaml']

const makeCertificates = (folder: string) =>
  execFileSync('sh', [SCRIPT, folder], { cwd: ROOT, stdio: 'pipe' })

describe.skipIf(opensslSkipped)(`${SCRIPT}${opensslSkipped}`, () => {
  const folder = temporaryFolder()
  afterAll(() => folder[Symbol.dispose]())
  const own = join(folder.path, 'own')
  const read = (file: string) => readFileSync(join(own, file), 'utf8')
  const mode = (file: string) => (statSync(join(own, file)).mode & 0o777).toString(8)

  test('makes one certificate for each service that is called, readable in its container', () => {
    makeCertificates(own)
    expect(mode('ca.crt')).toBe('644')
    for (const { name } of CALLED) {
      const verify = ['verify', '-CAfile', 'ca.crt', '-purpose', 'sslserver', '-verify_hostname', name]
      execFileSync('openssl', [...verify, `${name}/tls.crt`], { cwd: own, stdio: 'pipe' })
      expect([mode(`${name}/tls.crt`), mode(`${name}/tls.key`)]).toEqual(['644', '644'])
    }
  })

  test('keeps everybody else out of the folder, and the key of the CA out of the containers', () => {
    expect([mode('.'), mode('ca.key')]).toEqual(['700', '600'])
  })

  test('makes new certificates by the same CA when it runs again', () => {
    const [ca, certificates] = [read('ca.crt'), CALLED.map(({ name }) => read(`${name}/tls.crt`))]
    makeCertificates(own)
    expect(read('ca.crt')).toBe(ca)
    for (const { name } of CALLED) expect(certificates).not.toContain(read(`${name}/tls.crt`))
  })
})

test('the commands of docs/operations.md are these two, and those that verify/manifests runs', () => {
  const [, section] = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').split('\n## TLS\n')
  const commands = shellLines(section!.split('\n## ')[0]!)
  expect(commands.filter((line) => !line.startsWith('kubectl '))).toEqual([
    `sh ${SCRIPT}`,
    `docker compose ${FILES.map((file) => `--file ${file}`).join(' ')} up --build --wait`,
  ])
})

const without = skipped || opensslSkipped
describe.skipIf(!dockerAvailable || opensslSkipped)(`Compose with docker/compose.tls.yaml${without}`, () => {
  const folder = temporaryFolder()
  const own = join(folder.path, 'own')
  let system: ComposeProject
  beforeAll(async () => {
    makeCertificates(own)
    system = await composeUp({ files: FILES, env: { TLS: own } })
  })
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  /** What a fetch in the container of a caller returns: the status, or the code of the error. */
  const fetched = (caller: string, url: string, ...options: string[]) =>
    system.compose(
      ...['exec', '-T', ...options, caller, '/nodejs/bin/node', '-e'],
      `fetch('${url}').then(({ status }) => console.log(status), ({ cause }) => console.log(cause.code))`,
    )
  const port = (name: string) => SERVICES.find((service) => service.name === name)!.port

  test.each(CALLS)(
    '%s trusts the certificate of %s, and would not without the CA',
    async (caller, callee) => {
      const url = `https://${callee}:${port(callee)}/livez`
      expect(await fetched(caller, url)).toBe('200')
      expect(await fetched(caller, url, '--env', 'NODE_EXTRA_CA_CERTS=')).toMatch(UNTRUSTED)
    },
  )

  test.each(CALLS)('%s gets no response from %s over HTTP', async (caller, callee) => {
    expect(await fetched(caller, `http://${callee}:${port(callee)}/livez`)).not.toMatch(/^\d/)
  })

  test('passes the acceptance suite, with the load shared by all replicas', async () => {
    const args = ['tools/src/acceptance.ts', system.url, ...expectReplicas()]
    const { code, stdout, stderr } = await runCommand(process.execPath, args, { cwd: ROOT })
    expect(code, stdout + stderr).toBe(0)
  })

  test(`a ${PUBLISHED} that lacks the CA calls nobody: it responds with 503`, async () => {
    const hostPort = await freePorts(1)
    const options = ['--env', 'NODE_EXTRA_CA_CERTS=', '--publish', `127.0.0.1:${hostPort}:8080`]
    const id = await system.compose('run', '--detach', '--no-deps', ...options, PUBLISHED)
    try {
      const url = `http://127.0.0.1:${hostPort}`
      await vi.waitFor(async () => expect((await fetch(`${url}/livez`)).status).toBe(200), {
        timeout: MINUTE,
      })
      for (const { path } of PUBLIC_SERVICES) expect((await fetch(url + path)).status, path).toBe(503)
    } finally {
      await docker(['rm', '--force', id])
    }
  })

  test('each replica takes a renewed certificate while it runs', async () => {
    makeCertificates(own)
    for (const { name, replicas } of CALLED)
      await vi.waitFor(
        async () => {
          const log = await system.compose('logs', '--no-color', name)
          expect(log.match(/"certificate renewed"/g)).toHaveLength(replicas)
        },
        { timeout: MINUTE, interval: 1_000 },
      )
    for (const { path } of PUBLIC_SERVICES) expect((await fetch(system.url + path)).status, path).toBe(200)
  })
})
