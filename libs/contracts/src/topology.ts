import { type Static, Type } from 'typebox'

/** What a process knows of a service that it calls. */
export const UpstreamState = Type.Object({
  service: Type.String(),
  inFlight: Type.Integer({ description: 'requests to it that have no response yet' }),
  breaker: Type.Enum(['closed', 'open', 'half-open']),
  retriesLeft: Type.Integer({ description: 'what is left of the retry budget' }),
  instances: Type.Array(
    Type.Object({
      origin: Type.String(),
      name: Type.Optional(Type.String({ description: 'unknown before its first response' })),
      inFlight: Type.Integer(),
      state: Type.Enum(['available', 'ejected', 'draining']),
    }),
  ),
})
export type UpstreamState = Static<typeof UpstreamState>

/** What a process says of itself and of the services that it calls. */
export const ProcessState = Type.Object({
  service: Type.String(),
  instance: Type.String(),
  draining: Type.Boolean(),
  inFlight: Type.Integer({ description: 'requests that it processes now' }),
  eventLoopDelay: Type.Number({ description: 'ms' }),
  upstreams: Type.Array(UpstreamState),
})
export type ProcessState = Static<typeof ProcessState>
