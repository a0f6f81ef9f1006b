const fs = require('fs')
const path = require('path')
const { bad, missing, ok } = require('./result.cjs')

const OWN_NODE = 'use the Node of this machine, 24 or newer: SLIPWAY_NODE=system npm start'

/** A library that the pinned Node needs on Linux. Where that Node is installed already, it is tried. */
async function checkLibatomic({ system, pinnedNode, libraries, run }) {
  if (system === 'macos' || system === 'windows') return ok('not needed on this system')
  if (pinnedNode && pinnedNode === process.execPath) return ok('the pinned Node runs this')
  if (pinnedNode) {
    const ran = await run(pinnedNode, '--version')
    if (ran.ok) return ok(`Node ${ran.stdout} runs`)
    if (/libatomic/.test(ran.stderr)) return missing()
    const why = ran.stderr.split('\n')[0]
    return bad('wrong', `the Node that npm has installed does not run${why && `: ${why}`}`, OWN_NODE)
  }
  const file = libraries
    .map((folder) => path.join(folder, 'libatomic.so.1'))
    .find((name) => fs.existsSync(name))
  return file ? ok(file) : missing()
}

module.exports = { checkLibatomic }
