export { UpstreamError } from './errors.ts'
export type { Upstream, UpstreamOptions } from './upstream.ts'
export { createUpstream, parseUpstreamUrls } from './upstream.ts'
