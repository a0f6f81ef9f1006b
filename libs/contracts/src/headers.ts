/** HTTP headers that the services exchange beside the standard ones. Lower case, as Node spells them. */

/** Names one request in the logs of every service that it passes through. */
export const REQUEST_ID_HEADER = 'x-request-id'

/**
 * The time that the caller still waits, in ms. It is a duration and not a time of day because the clocks of
 * machines differ (gRPC does the same: https://grpc.io/docs/guides/deadlines/).
 */
export const DEADLINE_HEADER = 'x-deadline-ms'

/** On the responses of an instance that is draining: its callers send their next requests to another one. */
export const DRAINING_HEADER = 'x-draining'

/** On a 503 sent before any work began: it is safe to send the request, of any method, to another instance. */
export const NOT_PROCESSED_HEADER = 'x-not-processed'

/** A token that says which service calls; the user's own token is in `Authorization`. */
export const CALLER_TOKEN_HEADER = 'x-caller-token'
