const { ENGINES } = require('./requirements.cjs')
const { atLeast, bad, compareVersion, missing } = require('./result.cjs')

const INFO = ['info', '--format', '{{json .}}']

/**
 * What `docker info` tells; nothing where it cannot be read.
 * @returns {Promise<{ ServerVersion?: string, MemTotal?: number, SystemTime?: string }>}
 */
async function engineInfo({ run }) {
  try {
    return Object(JSON.parse((await run('docker', ...INFO)).stdout))
  } catch {
    return {}
  }
}

async function checkEngine(machine) {
  const { found, answered, stdout, stderr } = await machine.run('docker', ...INFO)
  if (!found) return missing('no docker command', '')
  if (!answered) return bad('wrong', 'does not answer')
  if (/permission denied/i.test(stdout + stderr))
    return bad('wrong', 'this user may not use it', {
      linux: 'sudo usermod --append --groups docker "$USER", and log in again',
    })
  const { ServerVersion } = await engineInfo(machine)
  return ServerVersion ? compareVersion(ServerVersion, ENGINES.docker) : missing('none responds')
}

/** The limits of Compose's containers add up to 1.5 GB; a cluster in the engine needs 2 GB in addition. */
async function checkEngineMemory(machine, purpose) {
  const { MemTotal } = await engineInfo(machine)
  if (!MemTotal) return missing('no engine responds', '')
  return atLeast(MemTotal, purpose === 'compose' ? 1.5 : 3.5)
}

module.exports = { checkEngine, checkEngineMemory, engineInfo }
