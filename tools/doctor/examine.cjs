/**
 * One line of the doctor.
 * @typedef {object} Check
 * @property {string} name
 * @property {string[]} needed the purposes that do not work without it
 * @property {string[]} [useful] the purposes that work without it, except for `lost`
 * @property {string} [lost] what does not work without it, where it is only useful
 * @property {(machine: import('./machine.cjs').Machine, purpose: string) => Promise<Result>} check
 * @property {Remedy} [mend]
 *
 * @typedef {import('./result.cjs').Result} Result
 * @typedef {import('./result.cjs').Remedy} Remedy
 * `failed`: it is needed, and not ok.
 * @typedef {{ name: string, state: string, detail: string, mend: string, failed: boolean }} Row
 */

/**
 * Runs all checks that a purpose needs at the same time; the others are not run, only listed.
 * @param {Check[]} checks
 * @param {import('./machine.cjs').Machine} machine
 * @param {string} purpose
 * @returns {Promise<Row[]>}
 */
async function examine(checks, machine, purpose) {
  const rows = await Promise.all(
    checks.map(async ({ name, needed, useful = [], lost, check, mend }) => {
      const isNeeded = needed.includes(purpose)
      const fine = { name, mend: '', failed: false }
      if (!isNeeded && !useful.includes(purpose))
        return Object.assign(fine, { state: 'not needed', detail: '' })
      const result = await check(machine, purpose)
      if (result.state === 'ok' || result.state === 'unknown') return Object.assign(fine, result)
      const detail = isNeeded
        ? result.detail
        : `${result.detail}${result.detail && '; '}only ${lost} needs it`
      const remedy = result.mend === undefined ? mend : result.mend
      return { name, failed: isNeeded, state: result.state, detail, mend: remedyFor(machine, remedy || '') }
    }),
  )
  return rows
}

/**
 * @param {Pick<import('./machine.cjs').Machine, 'system' | 'wsl'>} machine
 * @param {Remedy} mend
 * @returns {string}
 */
function remedyFor({ system, wsl }, mend) {
  if (typeof mend === 'string') return mend
  return (wsl && mend.wsl) || mend[system] || (system !== 'macos' && mend.linux) || ''
}

module.exports = { examine, remedyFor }
