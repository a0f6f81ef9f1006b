import { expect } from 'vitest'

/** A client of server-sent events that keeps the events it received, each with its data. */
export async function listenTo(url: string) {
  const abort = new AbortController()
  const response = await fetch(url, { signal: abort.signal })
  const events: { event: string; data: never }[] = []
  let text = ''
  const ended = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = Object.fromEntries(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => line.split(/: (.*)/)),
        )
        text = text.slice(end + 2)
        if (fields.event) events.push({ event: fields.event, data: JSON.parse(fields.data) as never })
      }
    }
  })()
  ended.catch(() => {}) // aborted below
  const received = (event: string) => events.filter((one) => one.event === event).map(({ data }) => data)
  return {
    response,
    received,
    /** Settles when the server has ended the stream. */
    ended,
    /** Waits for the latest event of a name to look like this. */
    latest: (event: string, pattern: object) =>
      expect.poll(() => received(event).at(-1), { timeout: 5_000 }).toMatchObject(pattern),
    [Symbol.dispose]: () => abort.abort(),
  }
}
