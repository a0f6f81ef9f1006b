import { listen } from '@slipway/testing'

/** Receives traces as OTLP over HTTP, responds at once, and counts the spans. */
export async function startCollector() {
  let spans = 0
  const server = await listen(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    // Without parsing them: that would take CPU time from what is measured.
    spans += Buffer.concat(chunks).toString('latin1').split('"spanId"').length - 1
  })
  return {
    url: server.url,
    spans: () => spans,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
