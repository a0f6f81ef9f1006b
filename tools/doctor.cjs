// `npm run doctor`: what this machine lacks, and the commands that mend it. It needs nothing that has to be installed
// first, so it is CommonJS in old syntax (Node 12 can run it), as bootstrap.cjs is.
const { CHECKS } = require('./doctor/checks.cjs')
const { examine } = require('./doctor/examine.cjs')
const { format } = require('./doctor/format.cjs')
const { thisMachine } = require('./doctor/machine.cjs')
const { ALL } = require('./doctor/purposes.cjs')

const HELP = `npm run doctor [-- --for ${ALL.join('|')}]

Checks this machine, changes nothing, and names the command that mends what is missing.

  start        npm start and npm test (the default)
  compose      docker compose up, npm run up, npm run images
  kubernetes   kubectl apply and skaffold, on the current context of kubectl
  workshop     all of these

Exit status: 0 all that is needed is there; 1 something is not; 2 this command was called wrongly.
`

/** The purpose in the arguments, or undefined where they are wrong. */
function readPurpose(args) {
  if (args.length === 0) return 'start'
  const [option, value] = args.length === 1 ? args[0].split('=') : args
  return args.length <= 2 && option === '--for' ? ALL.find((purpose) => purpose === value) : undefined
}

async function main(args) {
  if (args.includes('--help')) return console.log(HELP)
  const purpose = readPurpose(args)
  if (!purpose) {
    console.error(`npm run doctor does not know "${args.join(' ')}".\n\n${HELP}`)
    process.exit(2)
  }
  const machine = thisMachine()
  const rows = await examine(CHECKS, machine, purpose)
  console.log(format(rows, machine, purpose))
  process.exit(rows.some(({ failed }) => failed) ? 1 : 0)
}

main(process.argv.slice(2))
