import { connect } from 'node:net'

// Clients that send requests and read nothing, each with a new connection after its own was closed: a process of its
// own, for the network namespace that it runs in. Prints a line once all are connected.
const [host, port, clients, ...paths] = process.argv.slice(2) as [string, string, string, ...string[]]
const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`).join('')
let connected = 0

function open(): void {
  const socket = connect(Number(port), host, () => {
    socket.write(requests)
    if (++connected === Number(clients)) process.stdout.write('connected\n')
  })
  socket.on('error', () => {}).once('close', () => setTimeout(open, 100 + 1_000 * Math.random()))
  socket.pause()
}

setInterval(() => {}, 1_000) // sockets that do not read do not keep the process alive
// One after the other: a burst of connections would be another load.
for (let client = 0; client < Number(clients); client++) setTimeout(open, 10 * client)
