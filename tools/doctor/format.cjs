/** What each purpose begins with, once all is there. */
const NEXT = {
  start: 'npm start',
  compose: 'npm run up',
  kubernetes: 'docs/operations.md#kubernetes',
  workshop: 'npm start',
}

/**
 * The rows as a table, each with what mends it below.
 * @param {import('./examine.cjs').Row[]} rows
 * @param {{ name: string }} machine
 * @param {string} purpose
 */
function format(rows, machine, purpose) {
  const width = (field) => Math.max(...rows.map((row) => row[field].length))
  const [states, names] = [width('state'), width('name')]
  const lines = rows.map(({ state, name, detail, mend }) => {
    const line = `  ${state.padEnd(states)}  ${name.padEnd(names)}  ${detail}`.trimEnd()
    return mend ? `${line}\n${' '.repeat(states + 4)}→ ${mend}` : line
  })
  const failed = rows.filter((row) => row.failed).map(({ name }) => name)
  const end =
    failed.length > 0
      ? `To mend: ${failed.join(', ')}. Then run this again.`
      : `All that ${purpose} needs is here. Next: ${NEXT[purpose]}`
  return `For ${purpose}, on ${machine.name}:\n\n${lines.join('\n')}\n\n${end}`
}

module.exports = { format }
