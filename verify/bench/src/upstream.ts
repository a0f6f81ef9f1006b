// The service behind every gateway that is measured: `node upstream.ts PORT`. It responds to each request with the
// same bytes, without an HTTP library: Node's own server takes about as long for a response as nginx takes to
// forward it, and would be what is measured.
import { createServer } from 'node:net'
import { BODY } from './work.ts'

// With the headers of a service of this repository.
const RESPONSE = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    'x-request-id: 5f0c6f1e-1b7a-4f0c-9d0e-2f6f3f0a7c11',
    'server-timing: catalog;desc="catalog-1";dur=1.2',
    'content-type: application/json; charset=utf-8',
    `content-length: ${BODY.length}`,
    'Date: Thu, 01 Jan 2026 00:00:00 GMT',
    'Connection: keep-alive',
    'Keep-Alive: timeout=72',
    '',
    BODY,
  ].join('\r\n'),
)

const server = createServer({ noDelay: true }, (socket) => {
  let received = ''
  socket.on('data', (chunk) => {
    // Only GET is sent here: a request ends with its head.
    const heads = (received + chunk.toString('latin1')).split('\r\n\r\n')
    received = heads.pop()!
    for (const _ of heads) socket.write(RESPONSE)
  })
  socket.on('error', () => socket.destroy())
})
server.listen(Number(process.argv[2]), '127.0.0.1')
