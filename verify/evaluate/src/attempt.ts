import { Agent, request } from 'node:http'

/** Connections of many clients: as many as are needed, each for one request at a time. */
export const newAgent = () => new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/**
 * Reads a URL, and gives up after a time, in ms, by closing the connection. Returns the status, `timeout`, or the code
 * of the error. Not fetch: it leaves more of the processors to what is measured.
 */
export function attempt(agent: Agent, url: URL, timeout: number): Promise<string> {
  return new Promise((resolve) => {
    const sent = request(url, { agent })
    const giveUp = () => {
      resolve('timeout')
      sent.destroy()
    }
    // Where this process was late itself, its timers run first: what has arrived is read before.
    const timer = setTimeout(() => setImmediate(giveUp), timeout)
    const end = (outcome: string) => {
      clearTimeout(timer)
      resolve(outcome)
    }
    const fail = (error: NodeJS.ErrnoException) => end(error.code ?? error.message)
    sent.on('error', fail).on('response', (response) => {
      response
        .on('error', fail)
        .on('end', () => end(String(response.statusCode)))
        .resume()
    })
    sent.end()
  })
}
