import type { RawRequest } from './request.ts'

const MAX_ATTEMPTS = 200

/** Leaves out requests, headers and bodies as long as it still fails, so that what is left is the reason. */
export async function shorten(
  requests: RawRequest[],
  fails: (requests: RawRequest[]) => Promise<boolean>,
): Promise<RawRequest[]> {
  let shortest = requests
  for (let attempts = 0; attempts < MAX_ATTEMPTS; ) {
    let found: RawRequest[] | undefined
    for (const candidate of shorter(shortest)) {
      if (++attempts > MAX_ATTEMPTS) break
      if (await fails(candidate)) {
        found = candidate
        break
      }
    }
    if (!found) break
    shortest = found
  }
  return shortest
}

/** The same with one part less. */
function* shorter(requests: RawRequest[]): Generator<RawRequest[]> {
  for (const [i, request] of requests.entries()) {
    if (requests.length > 1) yield requests.toSpliced(i, 1)
    if (request.framing.sent !== '' || request.framing.headers.length > 0) {
      yield requests.with(i, { ...request, framing: { headers: [], sent: '', body: '' } })
    }
    for (let size = Math.ceil(request.headers.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let start = 0; start < request.headers.length; start += size) {
        yield requests.with(i, { ...request, headers: request.headers.toSpliced(start, size) })
      }
    }
  }
}
