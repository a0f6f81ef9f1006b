export interface ParsedResponse {
  status: number
  /** By name in lower case. */
  headers: Map<string, string>
  body: string
}

/**
 * Reads the responses on a connection, as strictly as RFC 9112 allows: with a status, well-formed headers, and a body that
 * ends where they say. The last may be cut off, as the gateway closes the connection after a malformed request.
 * @throws Error that says what is wrong.
 */
export function parseResponses(bytes: string): ParsedResponse[] {
  const responses: ParsedResponse[] = []
  let rest = bytes
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return responses
    const head = parseHead(rest.slice(0, end))
    rest = rest.slice(end + 4)
    if (head.status < 200) continue
    const length = bodyLength(head, rest)
    responses.push({ ...head, body: rest.slice(0, length) })
    rest = rest.slice(length)
  }
  return responses
}

function parseHead(head: string): Omit<ParsedResponse, 'body'> {
  const [first, ...lines] = head.split('\r\n')
  const status = /^HTTP\/1\.1 ([1-5]\d\d) [\t -~]*$/.exec(first!)?.[1]
  if (!status) throw new Error(`not a status line: ${JSON.stringify(first)}`)
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+): ?([\t -~\x80-\xff]*)$/.exec(line) ?? []
    if (!name) throw new Error(`not a header: ${JSON.stringify(line)}`)
    headers.set(name.toLowerCase(), value!)
  }
  return { status: Number(status), headers }
}

function bodyLength({ status, headers }: Omit<ParsedResponse, 'body'>, rest: string): number {
  if (status === 204 || status === 304) return 0
  // A response to HEAD may say how long its body would be.
  if (rest === '' || rest.startsWith('HTTP/1.1 ')) return 0
  const length = headers.get('content-length') ?? ''
  if (!/^\d+$/.test(length)) throw new Error(`a body with the length "${length}"`)
  return Number(length)
}
