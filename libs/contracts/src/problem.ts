import { type Static, Type } from 'typebox'

/** One invalid field of a request; `field` is a JSON pointer in the body, a name elsewhere. */
export const FieldError = Type.Object({
  in: Type.Enum(['body', 'query', 'path', 'header']),
  field: Type.String(),
  detail: Type.String(),
})
export type FieldError = Static<typeof FieldError>

/** RFC 9457, sent as `application/problem+json`; a problem type may add members. */
export const ProblemDocument = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String({ description: 'the request id' }),
    errors: Type.Optional(Type.Array(FieldError)),
  },
  { additionalProperties: true },
)
export type ProblemDocument = Static<typeof ProblemDocument>

/** Every error of a route, for `response.default`: the media type is part of the documentation. */
export const ProblemResponse = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: ProblemDocument } },
}
