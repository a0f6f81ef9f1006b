const fs = require('fs')
const os = require('os')
const { checkLibatomic } = require('./libatomic.cjs')
const { checkPorts } = require('./ports.cjs')
const { ALL } = require('./purposes.cjs')
const { ENGINES } = require('./requirements.cjs')
const { atLeast, bad, compareVersion, ok, unknown, versionOf } = require('./result.cjs')

const NODE = {
  debian:
    'sudo apt-get install nodejs npm (Debian 12, Ubuntu 24.04 and older: https://nodejs.org/en/download)',
  fedora: 'sudo dnf install nodejs npm',
  linux: 'https://nodejs.org/en/download',
  macos: 'brew install node',
}

/** @type {import('./examine.cjs').Check[]} */
const MACHINE_CHECKS = [
  {
    name: 'system',
    needed: ALL,
    check: async ({ system, name }) => (system === 'windows' ? bad('wrong', name) : ok(name)),
    mend: 'use WSL: run "wsl --install" in PowerShell, and clone the repository in there',
  },
  {
    name: 'Node',
    needed: ALL,
    check: async () => compareVersion(process.version, ENGINES.node),
    mend: NODE,
  },
  {
    name: 'npm',
    needed: ALL,
    check: async ({ env, run }) => {
      const [, version] = /^npm\/(\S+)/.exec(env.npm_config_user_agent || '') || [] // in npm run, and quicker
      return version
        ? compareVersion(version, ENGINES.npm)
        : versionOf(await run('npm', '--version'), ENGINES.npm)
    },
    mend: NODE,
  },
  {
    name: 'libatomic',
    needed: ALL,
    check: checkLibatomic,
    mend: {
      debian: 'sudo apt-get install libatomic1',
      fedora: 'sudo dnf install libatomic',
      linux: 'install the package with libatomic.so.1',
    },
  },
  {
    name: 'git',
    needed: ALL,
    check: async ({ run }) => versionOf(await run('git', '--version'), ENGINES.git),
    mend: {
      debian: 'sudo apt-get install git',
      fedora: 'sudo dnf install git',
      linux: 'https://git-scm.com/downloads',
      macos: 'xcode-select --install',
    },
  },
  {
    name: 'memory',
    needed: ALL,
    check: async () => atLeast(os.totalmem(), 1), // the five processes of npm start have 0.7 GB, with what they share
    mend: 'close other programs; a virtual machine needs more memory in its settings',
  },
  {
    name: 'disk',
    needed: ALL,
    check: async ({ root }) => {
      if (!fs.statfsSync) return unknown('this Node cannot tell') // before 18.15
      const { bavail, bsize } = fs.statfsSync(root)
      return atLeast(bavail * bsize, 1) // node_modules has half of it
    },
    mend: 'free some space, or clone into another file system',
  },
  {
    name: 'ports',
    needed: ALL,
    check: checkPorts,
    mend: 'stop what uses it, or set GATEWAY_PORT to another one',
  },
]

module.exports = { MACHINE_CHECKS }
