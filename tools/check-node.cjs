// Compares the pinned Node with tools/node-checksums.json: the npm packages that bring it are not made by the Node.js
// project, and nothing in them is signed. CommonJS and old syntax: it runs on whatever Node the machine has.
const crypto = require('crypto')
const fs = require('fs')
const path = require('path')
const { linkNode, pinnedProgram } = require('./link-node.cjs')

const modules = path.join(__dirname, '..', 'node_modules')

/**
 * Returns why the pinned Node must not run, or undefined. It has 150 MB, so it is read only after it changed:
 * node_modules/.node-checked contains what was checked last.
 */
function findMismatch() {
  const program = pinnedProgram()
  if (!program) return undefined
  const { version, sha256 } = JSON.parse(fs.readFileSync(path.join(__dirname, 'node-checksums.json'), 'utf8'))
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const { size, mtimeMs, ctimeMs } = fs.statSync(program)
  const checked = [sha256[platform], size, mtimeMs, ctimeMs].join(' ')
  const memory = path.join(modules, '.node-checked')
  if (fs.existsSync(memory) && fs.readFileSync(memory, 'utf8') === checked) return undefined
  const found = crypto.createHash('sha256').update(fs.readFileSync(program)).digest('hex')
  if (found !== sha256[platform])
    return `${program} does not match tools/node-checksums.json: its SHA-256 is ${found}, that of Node ${version} for ${platform} is ${sha256[platform]}. Nothing was started. Delete node_modules and try again; or use the Node of this machine: SLIPWAY_NODE=system.`
  fs.writeFileSync(memory, checked)
  return undefined
}

module.exports = { findMismatch }
// After `npm ci` alone, for `npx nx`: `npm start` and `npm test` do the same.
if (require.main === module) {
  linkNode()
  const mismatch = findMismatch()
  if (mismatch) console.error(mismatch)
  process.exitCode = mismatch ? 1 : 0
}
