import type { Socket } from 'node:net'
import { Problem } from '../api/problem.ts'

const PROBLEMS: Record<string, [status: number, detail: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
}

/** Responds to bytes that are not HTTP or do not arrive in time. */
export function respondToMalformedRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET') return
  const [status, detail] = PROBLEMS[error.code ?? ''] ?? [400, 'The request is not valid HTTP.']
  writeProblem(socket, new Problem(status, 'bad-request', detail))
}

/**
 * Writes a problem where there is no request object yet, and closes the connection, as the client may never close
 * its side.
 */
export function writeProblem(socket: Socket, problem: Problem): void {
  if (!socket.writable) return
  const id = crypto.randomUUID()
  const document = problem.toDocument(id)
  const body = JSON.stringify(document)
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${document.title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      `X-Request-Id: ${id}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  )
}
