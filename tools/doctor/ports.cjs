const net = require('net')
const { GATEWAY_PORT, portsNeeded } = require('./requirements.cjs')
const { bad, ok } = require('./result.cjs')

async function checkPorts({ env }, purpose) {
  const first = Number(env.GATEWAY_PORT || GATEWAY_PORT)
  const ports = portsNeeded(purpose, first)
  const last = ports[ports.length - 1]
  if (!(Number.isInteger(first) && first > 0 && last < 65536)) {
    const mend = `set GATEWAY_PORT to a number from 1 to ${65536 - ports.length}, or leave it unset`
    return bad('wrong', `GATEWAY_PORT is "${env.GATEWAY_PORT}"`, mend)
  }
  const errors = await Promise.all(ports.map(portError))
  const taken = ports.filter((_, i) => errors[i] === 'EADDRINUSE')
  if (taken.length > 0) return bad('in use', taken.join(', '))
  const error = errors.find(Boolean)
  if (error) return bad('wrong', `${first} cannot be used (${error})`)
  return ok(last === first ? `${first}` : `${first} to ${last}`)
}

/** Listens on a port of loopback for a moment: the code of the error, or nothing. */
function portError(port) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', ({ code }) => resolve(code))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
}

module.exports = { checkPorts }
