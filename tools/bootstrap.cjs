// What `npm start` and `npm test` run first: installs what is missing, then hands over to the pinned Node.
// CommonJS and old syntax, because it may run on whatever Node the machine has.
//
// package.json starts it with `exec`, so that npm's SIGTERM reaches it, and not a shell that dies and leaves
// it behind.
const { spawn, spawnSync } = require('node:child_process')
const crypto = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { linkNode } = require('./link-node.cjs')

const root = path.join(__dirname, '..')
const bin = path.join(root, 'node_modules', '.bin')
const windows = process.platform === 'win32'
const pinnedNode = path.join(bin, windows ? 'node.cmd' : 'node')

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** Runs `npm ci` unless node_modules was made from this very lock file. */
function install() {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'))
  const wanted = `${crypto.createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`
  const stamp = path.join(root, 'node_modules', '.installed')
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing dependencies (npm ci) …')
  // Scripts would run on the Node just installed, before anything has checked that it works here.
  const result = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: root, stdio: 'inherit', shell: windows })
  if (result.error) fail(`npm cannot be run (${result.error.message}). Install npm, then try again.`)
  if (result.status !== 0) fail('npm ci failed: see its message above. Nothing was started.')
  fs.writeFileSync(stamp, wanted)
}

/** The Node that runs everything: the pinned one, else the machine's own where that is new enough. */
function chooseNode() {
  linkNode()
  if (fs.existsSync(pinnedNode)) {
    const probe = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8', shell: windows })
    if (probe.status === 0) return pinnedNode
    // Without the link, npm would run the next command on the machine's own Node, and this check again.
    fs.rmSync(pinnedNode, { force: true })
    if (/libatomic/.test(probe.stderr)) {
      fail(
        "Node 26 needs the system library libatomic. On Debian or Ubuntu: 'apt-get install libatomic1'; on Fedora: 'dnf install libatomic'. Then try again.",
      )
    }
    fail(`The pinned Node does not run on this machine: ${probe.stderr.trim().split('\n')[0]}`)
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(
    `No Node 26 is packaged for ${process.platform}-${process.arch}, and this one (${process.version}) is too old. Install Node 24 or newer.`,
  )
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node ${process.version} is too old. Install Node 20 or newer (https://nodejs.org), then try again.`)
}
const [command, ...args] = process.argv.slice(2)
install()
const child = spawn(chooseNode(), [path.join('tools', 'src', `${command}.ts`), ...args], {
  cwd: root,
  stdio: 'inherit',
  shell: windows,
  env: Object.assign({}, process.env, { PATH: bin + path.delimiter + process.env.PATH }),
})
// A terminal sends Ctrl-C to the child as well; anything else is passed on, and the child decides when to end.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(signal ? 1 : code))
