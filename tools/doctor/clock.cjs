const { ask, npmRegistry } = require('./ask.cjs')
const { engineInfo } = require('./engine.cjs')
const { bad, ok, unknown } = require('./result.cjs')

/** In seconds. The tokens of services are valid for 15 minutes. */
const TOLERANCE = 60

/** Compares this clock with that of the npm registry and of the engine, where they respond. */
async function checkClock(machine, purpose) {
  const [registry = {}, engine = {}] = await Promise.all([
    npmRegistry(machine).then((url) => url && ask(url, machine.timeLeft())),
    purpose === 'start' ? undefined : engineInfo(machine),
  ])
  const offsets = [
    ['the npm registry', registry.date],
    ['the Docker Engine', engine.SystemTime],
  ]
    .map(([of, time]) => ({ of, seconds: Math.round((Date.now() - Date.parse(time)) / 1000) }))
    .filter(({ seconds }) => !Number.isNaN(seconds))
  if (offsets.length === 0) return unknown('not checked: nothing that has another clock responds')
  const off = offsets.find(({ seconds }) => Math.abs(seconds) > TOLERANCE)
  if (!off) return ok(`as that of ${offsets.map(({ of }) => of).join(' and ')}`)
  return bad('wrong', `${Math.abs(off.seconds)} s ${off.seconds > 0 ? 'after' : 'before'} that of ${off.of}`)
}

module.exports = { checkClock }
