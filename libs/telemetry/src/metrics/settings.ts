import { Type } from 'typebox'

export const MetricsSettings = {
  METRICS_PORT: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65_535,
      description: 'port of its own on which /metrics is served, for Prometheus; never publish it',
    }),
  ),
  // Not HOST: whoever publishes a service on every address must not publish its metrics too.
  METRICS_HOST: Type.String({ default: '127.0.0.1', description: 'address on which METRICS_PORT listens' }),
}
