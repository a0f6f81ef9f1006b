import { type Static, Type } from 'typebox'

/** The field `service` in an app's package.json: all that the rest of the system must know of the app. */
export const ServiceManifest = Type.Object(
  {
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    /** Instances that `npm start`, Compose and Swarm run. */
    replicas: Type.Integer({ minimum: 1 }),
    /** Whether clients reach it: exactly one app is, and it routes to every service with a `path`. */
    published: Type.Optional(Type.Boolean()),
    /** What the published app routes to it, such as `/api/notes`; a service without one is internal. */
    path: Type.Optional(Type.String({ pattern: '^/api/[a-z0-9-]+$' })),
    /** Default timeout of one attempt to call it, in ms. */
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Whether it has a store of its own. */
    store: Type.Optional(Type.Boolean()),
    /** The services that it calls, by name. */
    calls: Type.Optional(Type.Array(Type.String())),
    /** Environment variables that it gets in development. */
    env: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { additionalProperties: false },
)

/** An app, as its package.json describes it; its name is that of its folder. */
export interface Service extends Required<Omit<Static<typeof ServiceManifest>, 'path'>> {
  name: string
  path?: string
}

/** A service that clients reach through the published app. */
export type PublicService = Service & { path: string }
