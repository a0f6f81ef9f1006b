import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CHECKS } from '../../doctor/checks.cjs'
import { remedyFor } from '../../doctor/examine.cjs'
import { operatingSystem } from '../../doctor/machine.cjs'
import { diagnose, emptyFolder, HEALTHY, standIns } from './stand-ins.ts'

const WSL = 'Linux version 6.6.87.2-microsoft-standard-WSL2'

test.each([
  ['linux', 'ID=debian\n', '', { system: 'debian', wsl: false }],
  [
    'linux',
    'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n',
    '',
    { system: 'debian', wsl: false },
  ],
  ['linux', 'ID=ubuntu\nID_LIKE=debian\n', WSL, { system: 'debian', wsl: true }],
  ['linux', 'ID=fedora\n', '', { system: 'fedora', wsl: false }],
  ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', '', { system: 'fedora', wsl: false }],
  ['linux', 'ID=alpine\n', '', { system: 'linux', wsl: false }],
  ['linux', '', '', { system: 'linux', wsl: false, name: 'linux' }],
  ['darwin', '', '', { system: 'macos', wsl: false }],
  ['win32', '', '', { system: 'windows', wsl: false }],
] as const)('%s with %j is recognized', (platform, osRelease, procVersion, expected) => {
  expect(operatingSystem(platform, osRelease, procVersion)).toMatchObject(expected)
})

/** Where there is nothing to mend: the library is Linux's, and a plugin that is not known may be fine. */
const NOT_MENDED = ['macos libatomic', 'network policies']

describe.each([
  ['debian', false],
  ['debian', true],
  ['fedora', false],
  ['linux', false],
  ['macos', false],
] as const)('on %s (WSL: %s)', (system, wsl) => {
  test.each(CHECKS)('$name can be mended', ({ name, mend }) => {
    const none = NOT_MENDED.includes(name) || NOT_MENDED.includes(`${system} ${name}`)
    expect(remedyFor({ system, wsl }, mend ?? '')).toEqual(none ? '' : expect.stringMatching(/\S/))
  })
})

test('in WSL, Docker is that of Windows', async () => {
  const { Docker } = await diagnose({}, 'compose', { wsl: true })
  expect(Docker!.mend).toContain('Docker Desktop')
})

test('on Windows itself, WSL is needed', async () => {
  expect(await diagnose(HEALTHY, 'start', { system: 'windows' })).toMatchObject({
    system: { failed: true, mend: expect.stringContaining('wsl --install') },
  })
})

describe('libatomic', () => {
  const check = async (changes: Record<string, unknown>) =>
    (await diagnose(HEALTHY, 'start', { pinnedNode: undefined, ...changes })).libatomic

  test('is missing where no folder of libraries has it, until one does', async () => {
    const library = emptyFolder()
    expect(await check({ libraries: [library] })).toMatchObject({
      state: 'missing',
      failed: true,
      mend: 'sudo apt-get install libatomic1',
    })
    writeFileSync(join(library, 'libatomic.so.1'), '')
    expect(await check({ libraries: [library] })).toMatchObject({ state: 'ok' })
  })

  test('is missing where the pinned Node says so, whatever the folders have', async () => {
    const message = 'error while loading shared libraries: libatomic.so.1: cannot open shared object file'
    const folder = standIns({ node: `echo "${message}" >&2; exit 127` })
    expect(await check({ pinnedNode: join(folder, 'node') })).toMatchObject({ state: 'missing' })
  })

  test('is not blamed where the pinned Node does not run for another reason', async () => {
    expect(await check({ pinnedNode: '/nowhere/node' })).toMatchObject({
      state: 'wrong',
      failed: true,
      mend: expect.stringContaining('SLIPWAY_NODE=system'),
    })
  })

  test('is not needed on macOS', async () => {
    expect(await check({ system: 'macos', libraries: [] })).toMatchObject({ state: 'ok' })
  })
})
