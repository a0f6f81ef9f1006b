/** A request that this process has responded to. */
export interface ServedRequest {
  requestId: string
  method: string
  /** The pattern of the route, such as `/api/notes/:id`; undefined where none matched. */
  route: string | undefined
  status: number
  /** The code of the problem that was sent. */
  problem: string | undefined
  ms: number
}

/** The call that an event is about. Its event has the log fields of the call too, such as the id of an order. */
export interface AboutCall {
  /** The service that is called. */
  service: string
  requestId: string
}

/** What happens in a process, by name: for its logs, metrics and traces, which subscribe. */
export interface Events {
  'request-served': ServedRequest
  /** A request was rejected because of overload. */
  'request-shed': {
    requestId: string
    method: string
    route: string | undefined
    reason: 'in-flight' | 'event-loop' | 'connections'
  }
  /** Each attempt, for metrics: either a status, or the code of the UpstreamError. */
  'attempt-ended': {
    service: string
    instance: string | undefined
    method: string
    status: number | undefined
    error: string | undefined
    ms: number
  }
  /** An attempt had no response, or one that allows a retry. `reason`: the code of the UpstreamError, or the status. */
  'attempt-failed': AboutCall & {
    origin: string
    instance: string | undefined
    attempt: number
    reason: string
    /** Whether the instance may have received the request. */
    sent: boolean
    ms: number
  }
  retry: AboutCall & { attempt: number; reason: string }
  /** A retry was safe, but is not made: the retry budget is used up. */
  'retry-refused': AboutCall & { attempt: number; reason: string }
  /** A request was not sent to any instance. */
  'call-refused': AboutCall & {
    /** The code of the UpstreamError. */
    reason: string
  }
  /** An instance is skipped for `ms`, after `failures` failed attempts in a row. */
  ejection: AboutCall & {
    origin: string
    instance: string | undefined
    failures: number
    ms: number
  }
  /** An instance that had failed has responded again. */
  'ejection-ended': AboutCall & { origin: string; instance: string | undefined }
  breaker: AboutCall & { state: 'open' | 'half-open' | 'closed' }
  /** The addresses of a service's instances have changed. */
  instances: { service: string; added: string[]; removed: string[] }
  /** The store was unavailable for an operation. */
  'store-error': { requestId: string; reason: string }
}

/** An attempt to send a request to one instance. Subscribers may add headers before it is sent. */
export interface Attempt {
  service: string
  origin: string
  instance: string | undefined
  requestId: string
  method: string
  path: string
  /** 1 for the first one. */
  attempt: number
  headers: Record<string, string | string[] | undefined>
}

/** An operation of a store: one transaction, script or query. */
export interface StoreOperation {
  system: 'sqlite' | 'redis'
  /** What the store keeps, such as `notes`. */
  collection: string
  /** The method of the store, such as `create`. */
  name: string
}
