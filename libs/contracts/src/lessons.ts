import { type Static, Type } from 'typebox'

/** Faults on purpose, for teaching, of one instance; its probes stay green. */
export const Faults = Type.Object(
  {
    slowMs: Type.Integer({ minimum: 0, maximum: 10_000, description: 'responds that much later, in ms' }),
    errorPercent: Type.Integer({
      minimum: 0,
      maximum: 100,
      description: 'share of its requests that get a 500',
    }),
    silent: Type.Boolean({ description: 'accepts requests and never responds' }),
    sick: Type.Boolean({ description: 'breaks the connection off instead of responding' }),
  },
  { additionalProperties: false },
)
export type Faults = Static<typeof Faults>

/** Those to change; the others stay as they are. */
export const FaultChanges = Type.Partial(Faults, { additionalProperties: false })

export const NO_FAULTS: Faults = { slowMs: 0, errorPercent: 0, silent: false, sick: false }

/** The protections that a lesson can switch off, to show what they are for. */
export const Protections = Type.Object(
  {
    retries: Type.Boolean(),
    ejection: Type.Boolean(),
    breaker: Type.Boolean(),
    shedding: Type.Boolean({
      description: 'load shedding, and the limit of requests in flight to one service',
    }),
  },
  { additionalProperties: false },
)
export type Protections = Static<typeof Protections>

/** Those to switch; the others stay as they are. */
export const ProtectionChanges = Type.Partial(Protections, { additionalProperties: false })

export const ALL_PROTECTIONS: Protections = { retries: true, ejection: true, breaker: true, shedding: true }

/** What the lessons port of an instance responds. */
export const InstanceLesson = Type.Object({
  service: Type.String(),
  instance: Type.String(),
  faults: Faults,
  protections: Protections,
})
export type InstanceLesson = Static<typeof InstanceLesson>

/** An instance as `npm start` knows it; it starts, stops and scales them. */
export const ControlledProcess = Type.Object({
  name: Type.String(),
  service: Type.String(),
  state: Type.Enum(['running', 'paused', 'stopped']),
  pid: Type.Integer(),
  address: Type.String(),
  /** Only with `npm start -- --lessons`. */
  lessonsPort: Type.Optional(Type.Integer()),
})
export type ControlledProcess = Static<typeof ControlledProcess>

/** What can be done to an instance. `kill` is SIGKILL: it stays stopped until `start`. */
export const ProcessAction = Type.Enum(['kill', 'pause', 'resume', 'start'])
export type ProcessAction = Static<typeof ProcessAction>
export const ProcessChange = Type.Object({ action: ProcessAction }, { additionalProperties: false })

export const ReplicasChange = Type.Object(
  { replicas: Type.Integer({ minimum: 1, maximum: 10 }) },
  { additionalProperties: false },
)

/** What the gateway responds at `GET /lessons`. */
export const Lessons = Type.Object({
  instances: Type.Array(
    Type.Object({
      name: Type.String(),
      service: Type.String(),
      faults: Faults,
      process: Type.Union([ControlledProcess.properties.state, Type.Null()]),
    }),
  ),
  protections: Protections,
  processes: Type.Boolean({ description: 'whether processes can be killed, paused, started and scaled' }),
})
export type Lessons = Static<typeof Lessons>
