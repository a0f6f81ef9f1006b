import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Metrics } from './collect.ts'

/** By this name service-kit's `runService` prints the message alone, without a stack trace. */
class ListenError extends Error {
  override name = 'StartupError'
}

/** Scrapers are few; whoever else connects must not use up the process's file descriptors. */
const MAX_CONNECTIONS = 20
const REQUEST_TIMEOUT = 5_000 // ms

/** A server with the one path `/metrics`: no plugin, log line or limit of the service's own requests applies to it. */
export async function serveMetrics(
  metrics: Metrics,
  host: string,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT })
  server.maxConnections = MAX_CONNECTIONS
  server.on('request', async ({ method, url }, response) => {
    if (url !== '/metrics') return response.writeHead(404).end()
    if (method !== 'GET') return response.writeHead(405, { allow: 'GET' }).end()
    const text = await metrics.read()
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text)
  })
  server.listen(port, host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw listenError(error, host, port)
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/metrics`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: `METRICS_PORT ${port} is in use on ${host}. Set METRICS_PORT to a free port; each process needs one of its own.`,
    EACCES: `METRICS_PORT ${port} needs privileges that this user lacks. Set METRICS_PORT to 1024 or above.`,
    EADDRNOTAVAIL: `METRICS_HOST ${host} is not an address of this machine. Set METRICS_HOST to one, such as 127.0.0.1.`,
    ENOTFOUND: `METRICS_HOST ${host} cannot be resolved. Set METRICS_HOST to an address of this machine, such as 127.0.0.1.`,
  }
  const reason = reasons[error.code ?? '']
  return reason ? new ListenError(reason) : error
}
