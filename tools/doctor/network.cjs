const { checkClock } = require('./clock.cjs')
const { ALL, WITH_CONTAINERS } = require('./purposes.cjs')
const { checkImageRegistries, checkNpmRegistry } = require('./registries.cjs')

const SYNCHRONIZE = 'sudo timedatectl set-ntp true'

/** @type {import('./examine.cjs').Check[]} */
const NETWORK_CHECKS = [
  {
    name: 'npm registry',
    needed: ALL,
    check: checkNpmRegistry,
    mend: 'check the network, or name a registry that responds: npm config set registry https://…',
  },
  {
    name: 'image registries',
    needed: WITH_CONTAINERS,
    check: checkImageRegistries,
    mend: 'check the network, or set BUILD_IMAGE and RUN_IMAGE (docs/operations.md#a-registry)',
  },
  {
    name: 'clock',
    needed: ALL,
    check: checkClock,
    mend: {
      wsl: 'wsl.exe --shutdown, and start again',
      debian: SYNCHRONIZE,
      fedora: SYNCHRONIZE,
      linux: SYNCHRONIZE,
      macos: 'sudo sntp -sS time.apple.com, and restart Docker Desktop',
    },
  },
]

module.exports = { NETWORK_CHECKS }
