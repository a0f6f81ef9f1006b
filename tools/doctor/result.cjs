/**
 * What a check found. `state` is what people read: ok, missing, too old; other words where these do not fit, such as
 * `in use`; `unknown` where it could not be found out, which is no failure. `mend` replaces the check's own remedy.
 * @typedef {{ state: string, detail: string, mend?: Remedy }} Result
 *
 * A command or what else to do: one for all, or by system. `wsl` is looked at first, `linux` is any other Linux.
 * @typedef {string | { wsl?: string, debian?: string, fedora?: string, linux?: string, macos?: string }} Remedy
 */

const ok = (detail) => ({ state: 'ok', detail })
const unknown = (detail) => ({ state: 'unknown', detail })
const missing = (detail = '', mend = undefined) => ({ state: 'missing', detail, mend })
/** A finding for which there is a word of its own. */
const bad = (state, detail, mend = undefined) => ({ state, detail, mend })

/** The numbers of the first version in a text, or undefined. */
function parseVersion(text) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  return found ? found.slice(1).map((part) => Number(part || 0)) : undefined
}

/**
 * Compares the version in a text with the oldest that works.
 * @param {string} text such as `Docker version 28.2.2, build e6534b4`
 * @param {string} minimum such as `>=25`
 * @returns {Result}
 */
function compareVersion(text, minimum) {
  const found = parseVersion(text)
  if (!found) return bad('wrong', `printed no version, but ${JSON.stringify(text.slice(0, 40))}`)
  const needed = minimum.replace('>=', '').split('.').map(Number)
  const version = found.join('.')
  for (let i = 0; i < needed.length; i++) {
    if (found[i] > needed[i]) break
    if (found[i] < needed[i]) return bad('too old', `${version}; ${needed.join('.')} or newer is needed`)
  }
  return ok(version)
}

/**
 * What a program says about its version: the check of most programs.
 * @param {import('./machine.cjs').Ran} ran
 * @param {string} minimum
 * @returns {Result}
 */
function versionOf(ran, minimum) {
  if (!ran.found) return missing('not on the PATH')
  if (!ran.answered) return bad('wrong', 'does not answer')
  if (!ran.ok) return missing((ran.stderr || ran.stdout).split('\n')[0])
  return compareVersion(ran.stdout, minimum)
}

/**
 * Compares an amount of memory or disk with what is needed.
 * @param {number} bytes
 * @param {number} minimum in GB
 * @returns {Result}
 */
function atLeast(bytes, minimum) {
  const detail = `${(bytes / 1024 ** 3).toFixed(1)} GB`
  return bytes < minimum * 1024 ** 3 ? bad('too little', `${detail}; ${minimum} GB are needed`) : ok(detail)
}

module.exports = { atLeast, bad, compareVersion, missing, ok, unknown, versionOf }
