/** How the end of a body is marked. */
export interface Framing {
  headers: string[]
  /** All bytes after the headers. */
  sent: string
  /** The body that a correct reader gets; undefined where readers could disagree, so that the request must be refused. */
  body: string | undefined
}

/** One request as bytes (a character is a byte), in parts that can be left out. */
export interface RawRequest {
  method: string
  target: string
  version: string
  /** Lines without their ends. */
  headers: string[]
  framing: Framing
}

/** So that whoever receives a request can say which one it is. */
export const ID_HEADER = 'x-fuzz-id'

export function bytesOf({ method, target, version, headers, framing }: RawRequest, id: string): string {
  const lines = [
    `${method} ${target} ${version}`,
    `${ID_HEADER}: ${id}`,
    ...headers,
    ...framing.headers,
    '',
    framing.sent,
  ]
  return lines.join('\r\n')
}

/** The values of a header, as far as its lines are well-formed. */
export function valuesOf({ headers }: RawRequest, name: string): string[] {
  return headers
    .filter((line) => line.toLowerCase().startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).trim())
}

export const isRead = (method: string) => method === 'GET' || method === 'HEAD'
