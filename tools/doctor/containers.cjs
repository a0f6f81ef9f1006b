const { checkEngine, checkEngineMemory } = require('./engine.cjs')
const { WITH_CONTAINERS } = require('./purposes.cjs')
const { ENGINES } = require('./requirements.cjs')
const { missing, versionOf } = require('./result.cjs')

/** Docker's own packages, as a distribution's may be too old. They include Compose and Buildx. */
const INSTALL = {
  wsl: 'install Docker Desktop on Windows, and enable its WSL integration (Settings, Resources)',
  debian: 'curl -fsSL https://get.docker.com | sudo sh',
  fedora: 'curl -fsSL https://get.docker.com | sudo sh',
  linux: 'https://docs.docker.com/engine/install',
  macos: 'brew install --cask docker-desktop',
}
/** A command that docker has only with a plugin. */
const plugin = (name) => async (machine) => {
  const ran = await machine.run('docker', name, 'version')
  return ran.found ? versionOf(ran, ENGINES[name]) : missing('no docker command', '')
}
const START = 'sudo systemctl start docker'

/** @type {import('./examine.cjs').Check[]} */
const CONTAINER_CHECKS = [
  {
    name: 'Docker',
    needed: WITH_CONTAINERS,
    check: async ({ run }) => versionOf(await run('docker', '--version'), ENGINES.docker),
    mend: INSTALL,
  },
  {
    name: 'Docker Engine',
    needed: WITH_CONTAINERS,
    check: checkEngine,
    mend: {
      wsl: 'start Docker Desktop on Windows',
      debian: START,
      fedora: START,
      linux: START,
      macos: 'open -a Docker',
    },
  },
  {
    name: "Engine's memory",
    needed: WITH_CONTAINERS,
    check: checkEngineMemory,
    mend: 'more memory in the settings of Docker Desktop (Resources), or of the virtual machine',
  },
  {
    name: 'Compose',
    needed: WITH_CONTAINERS,
    check: plugin('compose'),
    mend: INSTALL,
  },
  {
    name: 'Buildx',
    needed: WITH_CONTAINERS,
    check: plugin('buildx'),
    mend: INSTALL,
  },
]

module.exports = { CONTAINER_CHECKS }
