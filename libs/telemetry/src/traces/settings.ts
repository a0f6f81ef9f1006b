import { Type } from 'typebox'

/**
 * OpenTelemetry's own variables. The SDK reads some more: OTEL_RESOURCE_ATTRIBUTES, and OTEL_EXPORTER_OTLP_ with
 * HEADERS, TIMEOUT, COMPRESSION, CERTIFICATE.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export const TraceSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://[^/]',
      description:
        'where traces are sent, by OTLP over HTTP, such as http://localhost:4318; without it there are none',
    }),
  ),
  OTEL_TRACES_SAMPLER: Type.Enum(
    [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    {
      default: 'parentbased_always_on',
      description: 'which traces are recorded; parentbased: as the caller has decided',
    },
  ),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: 'share of the traces that are recorded, for the samplers with traceidratio',
  }),
  OTEL_BSP_SCHEDULE_DELAY: Type.Integer({
    default: 5_000,
    minimum: 10,
    maximum: 60_000,
    description: 'how long spans are collected before they are sent, in ms',
  }),
}
