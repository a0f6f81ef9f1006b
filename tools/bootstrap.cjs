// What `npm start` and `npm test` run first: installs what is missing, then hands over to the pinned Node.
// CommonJS and old syntax, because it may run on whatever Node the machine has.
//
// package.json starts it with `exec`, so that npm's SIGTERM reaches it, and not a shell that dies and leaves
// it behind.
const { spawn, spawnSync } = require('child_process')
const crypto = require('crypto')
const fs = require('fs')
const path = require('path')
const { findMismatch } = require('./check-node.cjs')
const { linkNode, unlinkNode } = require('./link-node.cjs')

const root = path.join(__dirname, '..')
const bin = path.join(root, 'node_modules', '.bin')
const windows = process.platform === 'win32'
const pinnedNode = path.join(bin, windows ? 'node.cmd' : 'node')

function fail(message) {
  console.error(message)
  process.exit(1)
}

/**
 * The first package of the lock file that is not in node_modules as the lock file says, or undefined. npm writes what it
 * installed into node_modules/.package-lock.json, after `npm ci` and `npm install` alike.
 */
function firstMissing() {
  const read = (file) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages
  const wanted = read('package-lock.json')
  let installed
  try {
    installed = read('node_modules/.package-lock.json')
  } catch {
    return 'node_modules'
  }
  // A package for another platform is not installed here, nor is what is nested in it; a workspace that was removed is
  // not needed.
  const matches = ({ os, cpu, libc }) =>
    (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch)) && !libc
  const isForHere = (name) => {
    const end = name.lastIndexOf('/node_modules/')
    return matches(wanted[name]) && (end < 0 || isForHere(name.slice(0, end)))
  }
  const isInstalled = (name) =>
    wanted[name].link
      ? !fs.existsSync(path.join(root, wanted[name].resolved)) || installed[name] !== undefined
      : installed[name] !== undefined && installed[name].version === wanted[name].version
  return Object.keys(wanted).find(
    (name) => name.includes('node_modules/') && isForHere(name) && !isInstalled(name),
  )
}

/**
 * What npm was told to install, and what it says that it installed. Where a workspace was removed, npm leaves out packages
 * that the lock file still names: after one `npm ci` that is no reason for another.
 */
function installedState() {
  const hash = crypto.createHash('sha256')
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json'])
    hash.update(fs.readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

/** Runs `npm ci` unless node_modules holds what the lock file names. */
function install() {
  const stamp = path.join(root, 'node_modules', '.installed')
  if (firstMissing() === undefined) return
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === installedState()) return
  console.error('Installing dependencies (npm ci) …')
  // What npm says is not what the command prints: `npm run token` prints a token, and nothing else.
  const result = spawnSync('npm', ['ci'], { cwd: root, stdio: ['inherit', 2, 2], shell: windows })
  if (result.error) fail(`npm cannot be run (${result.error.message}). Install npm, then try again.`)
  if (result.status !== 0)
    fail(
      'npm ci failed: see its message above. Nothing was started. npm run doctor looks for what is missing.',
    )
  fs.writeFileSync(stamp, installedState())
}

/** The first Node on the PATH that npm has not installed here: `npm run` puts its own folders first. */
function machineNode() {
  const name = windows ? 'node.exe' : 'node'
  const files = (process.env.PATH || '')
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(path.join('node_modules', '.bin')))
    .map((folder) => path.join(folder, name))
  const node = files.find((file) => fs.existsSync(file))
  if (!node) fail('There is no Node on the PATH. Install Node 24 or newer, or leave SLIPWAY_NODE unset.')
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
  if (Number(version.slice(1).split('.')[0]) >= 24) return node
  return fail(
    `The Node of this machine (${version}) is too old. Install Node 24 or newer, or leave SLIPWAY_NODE unset.`,
  )
}

/** The Node that runs everything: the pinned one, else the machine's own where that is new enough. */
function chooseNode() {
  if (process.env.SLIPWAY_NODE === 'system') {
    unlinkNode() // so that programs that npm and nx start find no other
    return machineNode()
  }
  linkNode()
  if (fs.existsSync(pinnedNode)) {
    const mismatch = findMismatch()
    if (mismatch) {
      unlinkNode() // otherwise npm would start the next command, and this check, with it
      fail(mismatch)
    }
    const probe = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8', shell: windows })
    if (probe.status === 0) return pinnedNode
    unlinkNode() // npm starts the next command, and this check, with the machine's own Node
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
const { SLIPWAY_NODE } = process.env
if (SLIPWAY_NODE && SLIPWAY_NODE !== 'system') {
  fail(`SLIPWAY_NODE is "${SLIPWAY_NODE}"; the only value is "system": use the Node of this machine.`)
}
const [command, ...args] = process.argv.slice(2)
install()
const child = spawn(
  chooseNode(),
  ['--import', './tools/src/report-errors.ts', path.join('tools', 'src', `${command}.ts`), ...args],
  {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
    env: Object.assign({}, process.env, { PATH: bin + path.delimiter + process.env.PATH }),
  },
)
// A terminal sends Ctrl-C to the child as well; anything else is passed on, and the child decides when to end.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(signal ? 1 : code))
