import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { outputOf, runCommand, temporaryFolder } from '@slipway/testing'
import { succeeds } from '@slipway/tools'
import { beforeAll, describe, expect, test } from 'vitest'

const PROGRAMS = [
  ['gpg', '--version'],
  ['gpgv', '--version'],
  ['jq', '--version'],
  ['curl', '--version'],
  ['xz', '--version'],
] as const
const missing: string[] = []
for (const [program, option] of PROGRAMS) if (!(await succeeds(program, [option]))) missing.push(program)
const skipped = missing.length > 0 ? ` (skipped: ${missing.join(', ')} is not on the PATH)` : ''

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

/** A release of two platforms that a releaser of the test's own has signed, and a repository with its checksums. */
async function makeRelease(folder: string, home: string) {
  const version = '26.1.0'
  const release = join(folder, `v${version}`)
  const unpacked = join(folder, `node-v${version}-linux-x64`)
  for (const path of [join(release, 'win-x64'), join(unpacked, 'bin'), join(folder, 'tools')])
    mkdirSync(path, { recursive: true })
  writeFileSync(join(unpacked, 'bin/node'), 'node for Linux')
  writeFileSync(join(release, 'win-x64/node.exe'), 'node for Windows')
  const archive = `node-v${version}-linux-x64.tar.xz`
  await outputOf(
    'tar',
    ['--create', '--xz', '--file', join(release, archive), `node-v${version}-linux-x64`],
    { cwd: folder },
  )
  const sums = [archive, 'win-x64/node.exe'].map(
    (file) => `${sha256(readFileSync(join(release, file)))}  ${file}\n`,
  )
  writeFileSync(join(release, 'SHASUMS256.txt'), sums.join(''))
  const gpg = (...args: string[]) =>
    outputOf('gpg', ['--homedir', home, '--batch', '--yes', ...args], { cwd: release })
  await gpg('--clearsign', '--output', 'SHASUMS256.txt.asc', 'SHASUMS256.txt')
  await gpg('--export', '--output', join(folder, 'keyring.kbx'))
  copyFileSync(join(ROOT, 'tools/compare-node-release.sh'), join(folder, 'tools/compare-node-release.sh'))
  const checksums = { 'linux-x64': sha256('node for Linux'), 'win-x64': sha256('node for Windows') }
  const commit = (changed = {}) =>
    writeFileSync(
      join(folder, 'tools/node-checksums.json'),
      JSON.stringify({ version, sha256: { ...checksums, ...changed } }),
    )
  commit()
  const compare = () =>
    runCommand('bash', ['tools/compare-node-release.sh'], {
      cwd: folder,
      env: { NODE_RELEASES: `file://${folder}`, NODE_KEYRING: `file://${join(folder, 'keyring.kbx')}` },
    })
  return { release, commit, compare }
}

describe.skipIf(skipped)(`tools/compare-node-release.sh${skipped}`, () => {
  const home = temporaryFolder()
  beforeAll(async () => {
    chmodSync(home.path, 0o700)
    const options = ['--homedir', home.path, '--batch', '--passphrase', '']
    await outputOf('gpg', [...options, '--quick-generate-key', 'releaser@nodejs.example', 'ed25519', 'sign'])
    return async () => {
      await outputOf('gpgconf', ['--homedir', home.path, '--kill', 'all'])
      home[Symbol.dispose]()
    }
  })

  test('accepts the checksums of a signed release', async () => {
    using folder = temporaryFolder()
    const { compare } = await makeRelease(folder.path, home.path)
    const { code, stdout, stderr } = await compare()
    expect(code, stderr).toBe(0)
    expect(stdout.trim().split('\n')).toEqual([
      'linux-x64: the checksum is that of Node 26.1.0',
      'win-x64: the checksum is that of Node 26.1.0',
    ])
  })

  test('names a checksum that is not that of the release', async () => {
    using folder = temporaryFolder()
    const { commit, compare } = await makeRelease(folder.path, home.path)
    commit({ 'linux-x64': sha256('another node') })
    const { code, stdout, stderr } = await compare()
    expect(stderr).toMatch(/^linux-x64: the checksum is \w{64}, that of Node 26\.1\.0 is \w{64}$/m)
    expect(stdout).toMatch(/^win-x64: the checksum is that/m)
    expect(code).toBe(1)
  })

  test.each([
    ['checksums that were changed after they were signed', 'SHASUMS256.txt.asc', 'win-x64', 'win-x86'],
    ['a program that is not the signed one', 'win-x64/node.exe', 'node', 'evil'],
  ])('fails with %s', async (_, file, from, to) => {
    using folder = temporaryFolder()
    const { release, compare } = await makeRelease(folder.path, home.path)
    const text = readFileSync(join(release, file), 'utf8')
    expect(text).toContain(from)
    writeFileSync(join(release, file), text.replace(from, to))
    expect((await compare()).code).toBeGreaterThan(0)
  })
})
