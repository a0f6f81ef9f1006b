const { execFile } = require('child_process')
const fs = require('fs')
const os = require('os')
const path = require('path')
const { pinnedProgram } = require('../link-node.cjs')

/** When all programs and servers must have answered, in ms after the start: all of it is to take less than 5 s. */
const DEADLINE_MS = 4000

/** With the folders that Debian has for each architecture. */
const LIBRARIES = [
  '/lib',
  '/lib64',
  '/usr/lib',
  '/usr/lib64',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
]

/**
 * What ran and what came of it. `found`: the program is on the PATH; `answered`: it ended in time; `ok`: with exit code 0.
 * @typedef {{ found: boolean, answered: boolean, ok: boolean, stdout: string, stderr: string }} Ran
 *
 * The machine that is examined: a test makes one with another PATH, or another operating system.
 * @typedef {object} Machine
 * @property {string} root the folder of the repository
 * @property {{ [name: string]: string | undefined }} env
 * @property {'debian' | 'fedora' | 'linux' | 'macos' | 'windows'} system whose commands mend it
 * @property {boolean} wsl
 * @property {string} name of the operating system, for people
 * @property {() => number} timeLeft in ms
 * @property {string | undefined} pinnedNode the Node that npm has installed
 * @property {string[]} libraries the folders of shared libraries, on Linux
 * @property {(program: string, ...args: string[]) => Promise<Ran>} run never rejects; the same call runs once
 */

/**
 * The machine that this process runs on.
 * @returns {Machine}
 */
function thisMachine(env = process.env, deadlineMs = DEADLINE_MS) {
  /** @type {Map<string, Promise<Ran>>} */
  const started = new Map()
  const deadline = Date.now() + deadlineMs
  const timeLeft = () => Math.max(1, deadline - Date.now())
  return Object.assign(
    operatingSystem(process.platform, readText('/etc/os-release'), readText('/proc/version')),
    {
      root: path.join(__dirname, '../..'),
      env,
      timeLeft,
      pinnedNode: pinnedProgram(),
      libraries: LIBRARIES,
      /** @type {Machine['run']} */
      run(program, ...args) {
        const call = [program, ...args].join(' ')
        const running = started.get(call) || run(env, program, args, timeLeft())
        started.set(call, running)
        return running
      },
    },
  )
}

/**
 * Which operating system it is, from process.platform, /etc/os-release and /proc/version.
 * @param {string} platform
 * @param {string} osRelease
 * @param {string} procVersion
 * @returns {Pick<Machine, 'system' | 'wsl' | 'name'>}
 */
function operatingSystem(platform, osRelease, procVersion) {
  if (platform === 'darwin') return { system: 'macos', wsl: false, name: `macOS (Darwin ${os.release()})` }
  if (platform === 'win32') return { system: 'windows', wsl: false, name: `Windows ${os.release()}` }
  const wsl = /microsoft/i.test(procVersion)
  const field = (name) => (new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(osRelease) || ['', ''])[1]
  const family = ` ${field('ID')} ${field('ID_LIKE')} `
  const system = / debian | ubuntu /.test(family)
    ? 'debian'
    : / fedora | rhel /.test(family)
      ? 'fedora'
      : 'linux'
  return { system, wsl, name: (field('PRETTY_NAME') || platform) + (wsl ? ' (WSL)' : '') }
}

/** Runs a program, which gets SIGKILL when it takes too long. */
function run(env, program, args, timeout) {
  return new Promise((resolve) => {
    const options = { env, timeout, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 }
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({
        found: !error || typeof error.code !== 'string', // ENOENT, EACCES
        answered: !error || !error.killed,
        ok: !error,
        stdout: stdout.trim(),
        stderr: stderr.trim(),
      }),
    )
  })
}

/** The text of a file; nothing where it cannot be read. */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

module.exports = { operatingSystem, readText, thisMachine }
