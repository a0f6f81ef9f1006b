import { STATUS_CODES } from 'node:http'
import type { FieldError } from '@slipway/contracts'

/**
 * An error response in the format of RFC 9457. Throw it anywhere below a route; `members` are added to the
 * document as they are.
 */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly members: Record<string, unknown>

  constructor(
    status: number,
    code: string,
    detail: string,
    members: { errors?: FieldError[]; [name: string]: unknown } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.members = members
  }

  /** The document to send; `instance` is the request id, under which the logs contain more. */
  toDocument(requestId: string): Record<string, unknown> {
    return {
      // A tag URI (RFC 4151): unlike an https URL it does not promise a page.
      type: `tag:slipway.example,2026:${this.code}`,
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      instance: requestId,
      ...this.members,
    }
  }
}

/** 400 for one field, where the schema cannot express the rule. */
export function invalidField(where: FieldError['in'], field: string, detail: string): Problem {
  return new Problem(400, 'invalid-request', `${field}: ${detail}`, {
    errors: [{ in: where, field, detail }],
  })
}
