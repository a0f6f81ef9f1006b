import { METHODS } from 'node:http'

const KNOWN_METHODS = new Set(METHODS)

/** `_OTHER`, as OpenTelemetry's conventions say, so that clients that make methods up add one value only. */
export const methodLabel = (method: string): string => (KNOWN_METHODS.has(method) ? method : '_OTHER')

/** The pattern of the route and never the path: one value for all paths that no route has. */
export const routeLabel = (route: string | undefined): string => route ?? 'unmatched'
